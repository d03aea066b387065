using Gova.Data.Actions;
using Npgsql;

namespace Gova.DiscordGateway.Commands.Cards;

/// <summary>Keeps the log channels' cards true: posts those that are missing, changes those whose action has moved on.</summary>
internal sealed partial class ReviewCards(
    NpgsqlDataSource dataSource, ReviewCardQueue queue, ShowCard show, TimeProvider time, ILogger<ReviewCards> logger) : BackgroundService
{
    private const int BatchSize = 20;
    private const int AtOnce = 8;

    /// <summary>After it another process may take the card: more than <see cref="Deadline"/>.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Looked at this often without a notification: for what is due after a failure, or whose notification was lost.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var listener = await dataSource.OpenConnectionAsync(stoppingToken);
                await using (var listen = new NpgsqlCommand("LISTEN gova_cards", listener))
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                while (true)
                {
                    while (await ShowBatchAsync(stoppingToken) == BatchSize)
                    {
                    }

                    await listener.WaitAsync(PollInterval, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // What is due stays due.
                Log.Interrupted(logger, e);
                await Task.Delay(PollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>How many cards were due, whatever became of them.</returns>
    internal async Task<int> ShowBatchAsync(CancellationToken cancellationToken)
    {
        await queue.AddMissingAsync(BatchSize, cancellationToken);
        var due = await queue.ClaimAsync(BatchSize, Lease, cancellationToken);
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        await Parallel.ForEachAsync(
            due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (card, _) => await show.ExecuteAsync(card, either.Token));
        return due.Count;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The review cards were interrupted; they go on where they were")]
        public static partial void Interrupted(ILogger logger, Exception error);
    }
}
