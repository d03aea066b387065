using Gova.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Gova.Data.Outbox;

/// <summary>
/// Publishes outbox rows in order of their ids and deletes them once the broker has them, one transaction per batch under an
/// advisory lock that ends with it. A crash between acknowledgement and delete publishes a row again: consumers are idempotent.
/// </summary>
internal sealed partial class OutboxRelay(
    NpgsqlDataSource dataSource, IEventPublisher publisher, TimeProvider time, ILogger<OutboxRelay> logger) : BackgroundService
{
    private const int BatchSize = 500;
    private const long LockKey = 0x676F7661_6F757462; // "govaoutb"

    /// <summary>Without a notification the table is looked at this often, in case one was lost with a connection.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var listener = await dataSource.OpenConnectionAsync(stoppingToken);
                await using (var listen = new NpgsqlCommand("LISTEN gova_outbox", listener))
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                while (true)
                {
                    while (await RelayBatchAsync(stoppingToken) == BatchSize)
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
                // The rows stay where they are; nothing is lost while the database or the broker is away.
                Log.Interrupted(logger, e);
                await Task.Delay(PollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Publishes one batch.</summary>
    /// <returns>How many rows; 0 when there were none or another relay is at work.</returns>
    internal async Task<int> RelayBatchAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var tryLock = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock($1)", connection))
        {
            tryLock.Parameters.Add(new() { Value = LockKey });
            if (await tryLock.ExecuteScalarAsync(cancellationToken) is false)
            {
                return 0;
            }
        }

        var ids = new List<long>();
        var acknowledgements = new List<Task>();
        await using (var select = new NpgsqlCommand("SELECT id, topic, key, payload FROM outbox_messages ORDER BY id LIMIT $1", connection))
        {
            select.Parameters.Add(new() { Value = BatchSize });
            await using var reader = await select.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                ids.Add(reader.GetInt64(0));
                acknowledgements.Add(publisher.PublishAsync(
                    reader.GetString(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3), cancellationToken));
            }
        }

        if (ids.Count == 0)
        {
            return 0;
        }

        await Task.WhenAll(acknowledgements);
        await using (var delete = new NpgsqlCommand("DELETE FROM outbox_messages WHERE id = ANY($1)", connection))
        {
            delete.Parameters.Add(new() { Value = ids });
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return ids.Count;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The outbox relay was interrupted; it goes on where it was")]
        public static partial void Interrupted(ILogger logger, Exception error);
    }
}
