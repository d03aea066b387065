using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Gova.Data;

/// <summary>Keeps the monthly partitions: three months ahead exist, those past retention are dropped. Looks every six hours.</summary>
public sealed partial class Partitions(NpgsqlDataSource dataSource, TimeProvider time, ILogger<Partitions> logger) : BackgroundService
{
    public const int MonthsAhead = 3;

    /// <summary>Evaluations are kept for a year.</summary>
    public const int MonthsKept = 12;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(stoppingToken);
                var changed = await MaintainAsync(connection, time.GetUtcNow(), stoppingToken);
                Log.Maintained(logger, changed);
            }
            catch (NpgsqlException e)
            {
                Log.Failed(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>Partitions created and dropped.</returns>
    public static async Task<int> MaintainAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT gova_maintain_partitions($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = now }, new() { Value = MonthsAhead }, new() { Value = MonthsKept } },
        };
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "Partitions are in place; {Changed} were created or dropped")]
        public static partial void Maintained(ILogger logger, int changed);

        [LoggerMessage(LogLevel.Warning, "Partitions could not be maintained; the next look is in six hours")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
