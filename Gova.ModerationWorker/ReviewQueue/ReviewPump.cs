using System.Runtime.CompilerServices;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Moderators;
using DurableQueue = Gova.Data.Evaluations.ReviewQueue;

namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>
/// The slow lane: takes reviews from the durable queue, a channel's together, and keeps the model busy with as many requests as it
/// may have. Claims only when a request is free, and probes with one review while the model fails. On stop, what is not done goes
/// back at once.
/// </summary>
internal sealed partial class ReviewPump(
    DurableQueue queue,
    ReviewWork work,
    ApartAuthors apart,
    ModeratorDirectory directory,
    LlmOptions llm,
    ReviewOptions options,
    TimeProvider time,
    ILogger<ReviewPump> logger) : BackgroundService
{
    private static readonly TimeSpan ErrorDelay = TimeSpan.FromSeconds(1);

    private int _busy;
    private int _failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Log.Started(logger, llm.Model!, llm.Concurrency, llm.BatchSize);
        try
        {
            await directory.LoadedAsync(stoppingToken);
            await Parallel.ForEachAsync(
                TakeAsync(stoppingToken),
                new ParallelOptions { MaxDegreeOfParallelism = llm.Concurrency, CancellationToken = stoppingToken },
                (batch, cancellationToken) => WorkAsync(batch, cancellationToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async ValueTask WorkAsync(ReviewBatch batch, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _busy);
        try
        {
            switch (await work.ExecuteAsync(batch, cancellationToken))
            {
                case ModelHealth.Answered:
                    Interlocked.Exchange(ref _failures, 0);
                    break;
                case ModelHealth.Unavailable:
                    Interlocked.Increment(ref _failures);
                    break;
            }
        }
        catch (Exception e)
        {
            // The database, most likely, or a stop. What is unfinished is taken again, at once or when its lease ends.
            Log.Interrupted(logger, batch.Reviews.Count, e);
            await work.GiveBackAsync(batch, hasFailed: !cancellationToken.IsCancellationRequested);
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }

    /// <summary>Batches as they become available, for ever. Asked for the next one only when a request is free.</summary>
    private async IAsyncEnumerable<ReviewBatch> TakeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var failures = Volatile.Read(ref _failures);
            if (failures > 0)
            {
                await Task.Delay(Backoff.OfPool(failures), time, cancellationToken);
            }

            var free = Math.Max(1, llm.Concurrency - Volatile.Read(ref _busy));
            var batches = await (failures > 0 ? ClaimAsync(1, 1, cancellationToken) : ClaimAsync(free, llm.BatchSize, cancellationToken));
            if (batches.Count == 0)
            {
                await Task.Delay(options.Poll, time, cancellationToken);
            }

            try
            {
                // Others may be working long on the first batches: the rest goes back while its lease is still good for a review.
                while (batches.TryPeek(out var next) && next.LeasedUntil - time.GetUtcNow() > options.Lease / 2)
                {
                    yield return batches.Dequeue();
                }
            }
            finally
            {
                foreach (var left in batches)
                {
                    await work.GiveBackAsync(left, hasFailed: false);
                }
            }
        }
    }

    private async Task<Queue<ReviewBatch>> ClaimAsync(int requests, int size, CancellationToken cancellationToken)
    {
        try
        {
            var leasedUntil = time.GetUtcNow() + options.Lease;
            var claimed = await queue.ClaimAsync(requests, size, options.MaxWait, options.Lease, apart.Now(), cancellationToken);
            Telemetry.Claimed.Add(claimed.Count);
            return new Queue<ReviewBatch>(ReviewBatch.Group(claimed, size, leasedUntil));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotClaimed(logger, e);
            await Task.Delay(ErrorDelay, time, cancellationToken);
            return new Queue<ReviewBatch>();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Reviews go to {Model}: {Concurrency} requests at once, {BatchSize} messages each")]
        public static partial void Started(ILogger logger, string model, int concurrency, int batchSize);

        [LoggerMessage(LogLevel.Warning, "{Count} reviews could not be finished; they come again")]
        public static partial void Interrupted(ILogger logger, int count, Exception error);

        [LoggerMessage(LogLevel.Warning, "The review queue could not be read; next try in a second")]
        public static partial void NotClaimed(ILogger logger, Exception error);
    }
}
