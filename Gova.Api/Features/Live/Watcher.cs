using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Gova.Api.Features.Live;

/// <summary>
/// One open stream: what the feed hands to it waits here until it is written. What it cannot take in time is not kept: the
/// stream ends, and resumes from the last event it had.
/// </summary>
internal sealed class Watcher(
    WatcherIdentity who, Guid? moderatorId, IEnumerable<Guid> moderators, FeedFilter filter, TimeProvider time) : IDisposable
{
    /// <summary>Events that may wait.</summary>
    public const int Capacity = 2_000;

    /// <summary>How long the last event may take to be written, before the connection is cut.</summary>
    public static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(10);

    private readonly Channel<IReadOnlyList<FeedItem>> _batches =
        Channel.CreateUnbounded<IReadOnlyList<FeedItem>>(new UnboundedChannelOptions { SingleReader = true });

    private readonly TaskCompletionSource<ulong> _start = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cut = new(Timeout.InfiniteTimeSpan, time);
    private readonly Lock _gate = new();
    private volatile FrozenSet<Guid> _moderators = moderators.ToFrozenSet();
    private StreamEnd? _end;
    private bool _isDisposed;
    private int _waiting;
    private ulong _reached;

    public WatcherIdentity Who { get; } = who;

    /// <summary>The one moderator that is watched; null when all of the account's are.</summary>
    public Guid? ModeratorId { get; } = moderatorId;

    /// <summary>The moderators watched now.</summary>
    public IReadOnlySet<Guid> Moderators => _moderators;

    public FeedFilter Filter { get; } = filter;

    /// <summary>Completes with the transaction id from which on every event is handed to this watcher.</summary>
    public Task<ulong> Start => _start.Task;

    /// <summary>Everything below was handed to it.</summary>
    public ulong Reached => Volatile.Read(ref _reached);

    public CancellationToken Cut => _cut.Token;

    public StreamEnd? End
    {
        get
        {
            lock (_gate)
            {
                return _end;
            }
        }
    }

    public void StartAt(ulong xid) => _start.TrySetResult(xid);

    public void Reach(ulong xid) => Volatile.Write(ref _reached, xid);

    /// <summary>Watches these from now on.</summary>
    public void Rescope(IEnumerable<Guid> ids) => _moderators = ids.ToFrozenSet();

    public bool Admits(FeedItem item) => _moderators.Contains(item.ModeratorId) && Filter.Admits(item);

    public void Offer(IReadOnlyList<FeedItem> batch)
    {
        if (Interlocked.Add(ref _waiting, batch.Count) > Capacity)
        {
            EndBecause(StreamEnd.TooSlow);
        }
        else
        {
            _batches.Writer.TryWrite(batch);
        }
    }

    /// <summary>A batch without events, unless something is to be written anyway.</summary>
    public void Beat()
    {
        if (Volatile.Read(ref _waiting) == 0)
        {
            _batches.Writer.TryWrite([]);
        }
    }

    public bool TryTake([NotNullWhen(true)] out IReadOnlyList<FeedItem>? batch)
    {
        if (!_batches.Reader.TryRead(out batch))
        {
            return false;
        }

        Interlocked.Add(ref _waiting, -batch.Count);
        return true;
    }

    /// <summary>Waits for a batch, or for the end.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await _batches.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Ends the stream with a last event. The first reason counts.</summary>
    public void EndBecause(StreamEnd end)
    {
        lock (_gate)
        {
            if (_end is not null || _isDisposed)
            {
                return;
            }

            _end = end;
            _cut.CancelAfter(EndGrace);
        }

        _start.TrySetResult(0);
        _batches.Writer.TryComplete();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _cut.Dispose();
        }
    }
}
