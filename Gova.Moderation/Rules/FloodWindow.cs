namespace Gova.Moderation.Rules;

/// <summary>What a member wrote within the window, this message included.</summary>
/// <param name="Messages">All of them.</param>
/// <param name="SameText">Those with the text of this one.</param>
/// <param name="Channels">Channels that have a message with the text of this one.</param>
public readonly record struct FloodCounts(int Messages, int SameText, int Channels);

/// <summary>
/// The newest messages of one community, for telling a flood. Memory is bounded: the oldest message is forgotten first. A message
/// counts once, however often it is delivered or edited. Any thread may use it.
/// </summary>
/// <param name="capacity">Messages remembered of the whole community.</param>
public sealed class FloodWindow(int capacity = 1_024)
{
    /// <summary>So many messages of a member are counted.</summary>
    public const int Remembered = 32;

    private const int SmallestSize = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, long> _newest = [];
    private Entry[] _entries = new Entry[Math.Min(capacity, SmallestSize)];
    private long _next;

    /// <summary>Remembers the message and counts what its author wrote up to then.</summary>
    /// <param name="text">A number that equal texts have in common; 0 is no text.</param>
    /// <param name="time">When it was posted.</param>
    /// <param name="within">The time before it that counts.</param>
    public FloodCounts Add(long authorId, long channelId, long messageId, ulong text, DateTimeOffset time, TimeSpan within)
    {
        lock (_gate)
        {
            Span<long> channels = stackalloc long[Remembered];
            channels[0] = channelId;
            var oldest = (time - within).Ticks;
            int messages = 1, same = 1, spread = 1;
            var last = _newest.TryGetValue(authorId, out var at) ? at : -1;
            for (at = last; IsRemembered(at) && messages < Remembered; at = Of(at).Previous)
            {
                ref var entry = ref Of(at);
                if (entry.Message == messageId)
                {
                    return entry.Counts;
                }

                if (entry.Ticks <= oldest || entry.Ticks > time.Ticks)
                {
                    continue;
                }

                messages++;
                if (entry.Text == text && text != 0)
                {
                    same++;
                    if (!channels[..spread].Contains(entry.Channel))
                    {
                        channels[spread++] = entry.Channel;
                    }
                }
            }

            var counts = new FloodCounts(messages, same, spread);
            Remember(new Entry(authorId, channelId, messageId, text, time.Ticks, last, counts), oldest);
            return counts;
        }
    }

    private bool IsRemembered(long at) => at >= 0 && at >= _next - _entries.Length;

    private ref Entry Of(long at) => ref _entries[at % _entries.Length];

    private void Remember(Entry entry, long oldest)
    {
        if (_next >= _entries.Length && _entries.Length < capacity && Of(_next).Ticks > oldest)
        {
            Grow();
        }

        // The place's former entry is forgotten; if it was its author's newest, so is the author.
        if (_next >= _entries.Length && _newest.TryGetValue(Of(_next).Author, out var newest) && newest == _next - _entries.Length)
        {
            _newest.Remove(Of(_next).Author);
        }

        Of(_next) = entry;
        _newest[entry.Author] = _next++;
    }

    private void Grow()
    {
        var larger = new Entry[Math.Min(_entries.Length * 2, capacity)];
        for (var at = _next - _entries.Length; at < _next; at++)
        {
            larger[at % larger.Length] = Of(at);
        }

        _entries = larger;
    }

    private readonly record struct Entry(long Author, long Channel, long Message, ulong Text, long Ticks, long Previous, FloodCounts Counts);
}
