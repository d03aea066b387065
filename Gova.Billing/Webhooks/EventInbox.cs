using System.Threading.Channels;
using Gova.Billing.Stripe;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Gova.Billing.Webhooks;

/// <summary>
/// Stores events. What arrives while a statement runs goes with the next one, all in one: so many a second cost few commits, and
/// one alone waits for nothing.
/// </summary>
internal sealed class EventInbox(
    NpgsqlDataSource dataSource, EventKinds kinds, Arrivals arrivals, WebhookMetrics metrics, IOptions<StripeOptions> options, TimeProvider time)
    : BackgroundService
{
    /// <summary>At most so many in one statement.</summary>
    private const int BatchSize = 200;

    /// <summary>One stores while the other's commit is on its way.</summary>
    private const int Writers = 2;

    private const string DataException = "22";

    private const string Insert =
        """
        INSERT INTO stripe_events (
            event_id, type, customer_id, payload, status, attempts, next_attempt_at, reason, created_at, received_at, handled_at)
        SELECT e.event_id, e.type, e.customer_id, e.payload::jsonb, CASE WHEN e.reason IS NULL THEN 'pending' ELSE 'ignored' END, 0, $7,
            e.reason, e.created_at, $7, CASE WHEN e.reason IS NULL THEN NULL ELSE $7 END
        FROM unnest($1, $2, $3, $4, $5, $6) AS e (event_id, type, customer_id, payload, reason, created_at)
        ORDER BY e.event_id
        ON CONFLICT (event_id) DO NOTHING
        """;

    private readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>();

    /// <summary>Ends when the event is stored, or was before.</summary>
    public Task AddAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(received, kinds.ReasonToIgnore(received, options.Value.IsLive));
        return _queue.Writer.TryWrite(waiting)
            ? waiting.Stored.Task.WaitAsync(cancellationToken)
            : Task.FromException(new OperationCanceledException("The host stops."));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() => WriteAsync(stoppingToken), CancellationToken.None)));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        while (_queue.Reader.TryRead(out var waiting))
        {
            waiting.Stored.TrySetCanceled(CancellationToken.None);
        }
    }

    private async Task WriteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Waiting>(BatchSize);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await _queue.Reader.WaitToReadAsync(stoppingToken))
                {
                    return;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }

            while (batch.Count < BatchSize && _queue.Reader.TryRead(out var waiting))
            {
                batch.Add(waiting);
            }

            await StoreAsync(batch);
            batch.Clear();
        }
    }

    /// <summary>Whoever waits learns how it went; what was begun is finished even while the host stops.</summary>
    private async Task StoreAsync(IReadOnlyList<Waiting> batch)
    {
        try
        {
            var stored = await InsertAsync(batch);
            metrics.Received(batch.Count, stored);
            arrivals.Signal();
            foreach (var waiting in batch)
            {
                waiting.Stored.TrySetResult();
            }
        }
        catch (PostgresException e) when (e.SqlState.StartsWith(DataException, StringComparison.Ordinal) && batch is not [{ IsBare: true }])
        {
            // A payload that Postgres cannot hold, e.g. with a null character, must not keep the others away. Nor is it lost itself:
            // whom it is about is enough to handle it.
            foreach (var waiting in batch)
            {
                await StoreAsync([batch.Count == 1 ? waiting with { IsBare = true } : waiting]);
            }
        }
        catch (Exception e)
        {
            foreach (var waiting in batch)
            {
                waiting.Stored.TrySetException(e);
            }
        }
    }

    private async Task<int> InsertAsync(IReadOnlyList<Waiting> batch)
    {
        if (batch.Count == 0)
        {
            return 0;
        }

        await using var command = dataSource.CreateCommand(Insert);
        command.Parameters.Add(Texts(batch, w => w.Event.Id));
        command.Parameters.Add(Texts(batch, w => w.Event.Type));
        command.Parameters.Add(Texts(batch, w => w.Event.CustomerId));
        // What is none of ours is not kept: it may name anybody.
        command.Parameters.Add(Texts(batch, w => w.Ignored is null && !w.IsBare ? w.Event.Payload : null));
        command.Parameters.Add(Texts(batch, w => w.Ignored));
        command.Parameters.Add(new() { Value = batch.Select(w => w.Event.CreatedAt).ToArray() });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        return await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlParameter Texts(IReadOnlyList<Waiting> batch, Func<Waiting, string?> text) =>
        new() { Value = batch.Select(text).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    /// <param name="Ignored">Why it need not be handled; null when it must.</param>
    private sealed record Waiting(ReceivedEvent Event, string? Ignored)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Without its payload.</summary>
        public bool IsBare { get; init; }
    }
}
