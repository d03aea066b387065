using Npgsql;

namespace Gova.Api.Migrate;

/// <summary>Waits for a database that is still starting, and says so meanwhile.</summary>
internal sealed partial class DatabaseWait(TimeProvider time, ILogger<DatabaseWait> logger)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <exception cref="TimeoutException">It did not answer within <see cref="Patience"/>; names the host.</exception>
    /// <exception cref="PostgresException">It answered that waiting will not help, such as a wrong password.</exception>
    public async Task UntilReachableAsync(string connectionString, CancellationToken cancellationToken)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 5, Pooling = false };
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(target.ConnectionString);
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException e) when (MayPass(e))
            {
                var waited = time.GetElapsedTime(started);
                if (waited >= Patience)
                {
                    throw new TimeoutException(
                        $"Postgres at {target.Host}:{target.Port} was not reachable within {Patience.TotalSeconds:0} s: {e.Message}", e);
                }

                Log.Waiting(logger, target.Host, target.Port, waited.TotalSeconds, Patience.TotalSeconds, e.Message);
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    // A server that starts refuses connections, or says so; its database may be created only a moment later.
    private static bool MayPass(NpgsqlException e) =>
        e is not PostgresException { SqlState: not (PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.TooManyConnections) };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Waiting for Postgres at {Host}:{Port} ({Waited:0} of {Patience:0} s): {Reason}")]
        public static partial void Waiting(ILogger logger, string? host, int port, double waited, double patience, string reason);
    }
}
