using System.Threading.Channels;

namespace Gova.Api.Features.Live;

/// <summary>One open stream. What it cannot take in time is not kept: it is cut off, and resumes from the last event it had.</summary>
internal sealed class Watcher(Guid moderatorId) : IDisposable
{
    public const int Capacity = 2_000;

    private readonly Channel<ReadOnlyMemory<byte>> _frames =
        Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly TaskCompletionSource<ulong> _start = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _overrun = new();

    public Guid ModeratorId { get; } = moderatorId;

    /// <summary>Completes with the transaction id from which on every event is in <see cref="Frames"/>.</summary>
    public Task<ulong> Start => _start.Task;

    public ChannelReader<ReadOnlyMemory<byte>> Frames => _frames.Reader;

    /// <summary>Cancelled when the watcher was too slow.</summary>
    public CancellationToken Overrun => _overrun.Token;

    public void StartAt(ulong xid) => _start.TrySetResult(xid);

    public void Offer(ReadOnlyMemory<byte> frame)
    {
        if (!_frames.Writer.TryWrite(frame))
        {
            _overrun.Cancel();
        }
    }

    public void Dispose() => _overrun.Dispose();
}
