namespace Gova.Api.Features.Live;

/// <summary>Writes one watcher's stream: what it missed, then what happens, until it leaves, its token runs out or the host stops.</summary>
internal sealed class LiveStream(FeedTail tail, FeedReader reader, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Keeps proxies from closing a quiet stream.</summary>
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    private static readonly ReadOnlyMemory<byte> Opening = "retry: 1000\n: watching\n\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Heartbeat = ": still here\n\n"u8.ToArray();

    public async Task WriteAsync(HttpContext http, Stream body, Guid moderatorId, ulong from, DateTimeOffset expiresAt)
    {
        var watcher = tail.Watch(moderatorId);
        using var expiry = new CancellationTokenSource(Max(expiresAt - time.GetUtcNow(), TimeSpan.Zero), time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted, lifetime.ApplicationStopping, expiry.Token, watcher.Overrun);
        try
        {
            await WriteAsync(body, watcher, from, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            if (watcher.Overrun.IsCancellationRequested)
            {
                // Whoever reads too slowly would read the rest of the stream as slowly.
                http.Abort();
            }
        }
        finally
        {
            tail.Unwatch(watcher);
        }
    }

    private async Task WriteAsync(Stream body, Watcher watcher, ulong from, CancellationToken cancellationToken)
    {
        await body.WriteAsync(Opening, cancellationToken);
        await body.FlushAsync(cancellationToken);

        var start = await watcher.Start.WaitAsync(cancellationToken);
        await foreach (var item in reader.ReadAsync([watcher.ModeratorId], from, start, cancellationToken))
        {
            await body.WriteAsync(item.Frame, cancellationToken);
        }

        await body.FlushAsync(cancellationToken);
        await using var heartbeat = time.CreateTimer(_ => tail.Offer(watcher, Heartbeat), null, HeartbeatInterval, HeartbeatInterval);
        await foreach (var frame in watcher.Frames.ReadAllAsync(cancellationToken))
        {
            await body.WriteAsync(frame, cancellationToken);
            if (!watcher.Frames.TryPeek(out _))
            {
                await body.FlushAsync(cancellationToken);
            }
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
