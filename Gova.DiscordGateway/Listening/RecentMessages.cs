namespace Gova.DiscordGateway.Listening;

/// <summary>
/// The messages that were published last. Around a gap the same one may be told by the gateway and fetched by REST: whoever comes
/// second leaves it out. A restart forgets them; what is doubled then is removed downstream.
/// </summary>
internal sealed class RecentMessages(int capacity = RecentMessages.Capacity)
{
    /// <summary>Some 3 MB, and the better part of a minute at 1,000 messages a second.</summary>
    private const int Capacity = 50_000;

    private readonly Lock _gate = new();
    private readonly HashSet<(long Id, long Revision)> _known = [];
    private readonly Queue<(long Id, long Revision)> _inOrder = new();

    /// <summary>False when that revision of the message is published, or about to be.</summary>
    public bool TryClaim(long id, long revision)
    {
        lock (_gate)
        {
            if (!_known.Add((id, revision)))
            {
                return false;
            }

            _inOrder.Enqueue((id, revision));
            if (_inOrder.Count > capacity)
            {
                _known.Remove(_inOrder.Dequeue());
            }

            return true;
        }
    }
}
