using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>
/// Events between socket and dispatch, so that the socket is read, and heartbeats are seen, while Kafka is slow. Bounded in
/// number and bytes: what does not fit stays with Discord, which sends it again.
/// </summary>
internal sealed class EventBuffer(int maxEvents = 10_000, long maxBytes = 2L * GatewaySocket.MaxMessage)
{
    private readonly Lock _gate = new();
    private readonly Channel<GatewayEvent> _events = Channel.CreateUnbounded<GatewayEvent>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private TaskCompletionSource? _room;
    private int _count;
    private long _bytes;

    private bool HasRoom => _count <= maxEvents / 2 && _bytes <= maxBytes / 2;

    /// <summary>False when the event does not fit.</summary>
    public bool TryWrite(GatewayEvent received)
    {
        lock (_gate)
        {
            if (_count >= maxEvents || _bytes + received.Size > maxBytes)
            {
                return false;
            }

            _count++;
            _bytes += received.Size;
        }

        return _events.Writer.TryWrite(received);
    }

    public async IAsyncEnumerable<GatewayEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var received in _events.Reader.ReadAllAsync(cancellationToken))
        {
            Taken(received);
            yield return received;
        }
    }

    /// <summary>Completes when half of it is free: a connection made for less would soon be closed again.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return HasRoom
                ? Task.CompletedTask
                : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);
        }
    }

    private void Taken(GatewayEvent received)
    {
        lock (_gate)
        {
            _count--;
            _bytes -= received.Size;
            if (HasRoom)
            {
                _room?.SetResult();
                _room = null;
            }
        }
    }
}
