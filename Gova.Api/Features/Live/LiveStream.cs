using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Gova.Data;

namespace Gova.Api.Features.Live;

/// <summary>
/// Writes one watcher's stream: what it missed, then what happens, until it leaves or the api ends it. The last event says why.
/// </summary>
internal sealed class LiveStream(FeedTail tail, FeedReader reader, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Keeps proxies from closing a quiet stream.</summary>
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>However long what opened it is good for.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    /// <summary>What may be written before it is sent on its way.</summary>
    private const int MaxUnsent = 32 * 1024;

    public async Task WriteAsync(HttpContext http, PipeWriter body, Watcher watcher, FeedPosition after, DateTimeOffset expiresAt)
    {
        var age = TimeSpan.FromTicks(Math.Clamp((expiresAt - time.GetUtcNow()).Ticks, 0, MaxAge.Ticks));
        await using var expiry = time.CreateTimer(_ => watcher.EndBecause(StreamEnd.TokenExpired), null, age, Timeout.InfiniteTimeSpan);
        await using var stopping = lifetime.ApplicationStopping.Register(() => watcher.EndBecause(StreamEnd.ShuttingDown));
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, watcher.Cut);
        try
        {
            await WriteAsync(body, watcher, after, cut.Token);
            body.Write(Encoding.UTF8.GetBytes($"event: end\ndata: {{\"reason\":\"{StatusNames.Of(watcher.End!.Value)}\"}}\n\n"));
            await body.FlushAsync(cut.Token);
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested)
        {
            // It has left, or does not even read that it ends.
            http.Abort();
        }
        finally
        {
            tail.Unwatch(watcher);
        }
    }

    /// <summary>Returns when the stream is to end.</summary>
    private async Task WriteAsync(PipeWriter body, Watcher watcher, FeedPosition after, CancellationToken cancellationToken)
    {
        body.Write("retry: 1000\n: watching\n\n"u8);
        await body.FlushAsync(cancellationToken);

        // What happens while much is caught up with is read like the rest: were it handed out already, it would have to wait here.
        bool more;
        do
        {
            (after, more) = await CatchUpAsync(body, watcher, after, await reader.HorizonAsync(cancellationToken), cancellationToken);
        }
        while (more);

        tail.Watch(watcher);
        (after, _) = await CatchUpAsync(body, watcher, after, await watcher.Start.WaitAsync(cancellationToken), cancellationToken);
        await using var heartbeat = time.CreateTimer(_ => watcher.Beat(), null, HeartbeatInterval, HeartbeatInterval);
        while (watcher.End is null)
        {
            after = await WriteWaitingAsync(body, watcher, after, cancellationToken);
            await watcher.WaitAsync(cancellationToken);
        }
    }

    /// <returns>Where the stream is now, and whether it was so much that more may have come meanwhile.</returns>
    private async Task<(FeedPosition After, bool More)> CatchUpAsync(
        PipeWriter body, Watcher watcher, FeedPosition after, ulong until, CancellationToken cancellationToken)
    {
        var pages = 0;
        await foreach (var page in reader.ReadAsync([.. watcher.Moderators], after, until, watcher.Filter, cancellationToken))
        {
            if (watcher.End is not null)
            {
                return (after, More: false);
            }

            pages++;
            after = await WriteAsync(body, watcher, page, after, cancellationToken);
            await body.FlushAsync(cancellationToken);
        }

        return (after, More: pages > 1);
    }

    /// <summary>Writes what waits, and a heartbeat when that is nothing.</summary>
    private static async Task<FeedPosition> WriteWaitingAsync(
        PipeWriter body, Watcher watcher, FeedPosition after, CancellationToken cancellationToken)
    {
        // Read first: whatever was handed out below it waits now, or is written.
        var reached = FeedPosition.Before(watcher.Reached);
        var (beats, events) = (false, false);
        while (watcher.End is null && watcher.TryTake(out var batch))
        {
            beats |= batch.Count == 0;
            events |= batch.Count > 0;
            after = await WriteAsync(body, watcher, batch, after, cancellationToken);
        }

        if (beats && !events && watcher.End is null)
        {
            // A stream that is quiet for long, or filtered, resumes from here and not from an old event.
            after = reached > after ? reached : after;
            body.Write(Encoding.UTF8.GetBytes($": still here\nid: {after}\n\n"));
        }

        await body.FlushAsync(cancellationToken);
        return after;
    }

    private static async Task<FeedPosition> WriteAsync(
        PipeWriter body, Watcher watcher, IReadOnlyList<FeedItem> batch, FeedPosition after, CancellationToken cancellationToken)
    {
        foreach (var item in batch)
        {
            // Another api, or this one before an interruption, may have handed it out already.
            if (item.Position > after && watcher.Admits(item))
            {
                body.Write(item.Frame.Span);
                after = item.Position;
                if (body.UnflushedBytes > MaxUnsent)
                {
                    await body.FlushAsync(cancellationToken);
                }
            }
        }

        return after;
    }
}
