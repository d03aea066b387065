namespace Gova.Simulators.Discord.World;

/// <summary>A channel's messages in the order of their ids. Keeps the newest ones; callers hold the world's lock.</summary>
internal sealed class MessageHistory
{
    private const int Kept = 200_000;
    private readonly List<Message> messages = [];

    public int Count => messages.Count;
    public Snowflake? LastId => messages.Count == 0 ? null : messages[^1].Id;

    public void Add(Message message)
    {
        messages.Add(message);
        if (messages.Count > Kept + Kept / 10)
        {
            messages.RemoveRange(0, messages.Count - Kept);
        }
    }

    /// <summary>The message, unless it is unknown or deleted.</summary>
    public Message? Find(Snowflake id)
    {
        var index = FirstFrom(id);
        return index < messages.Count && messages[index].Id == id && !messages[index].Deleted ? messages[index] : null;
    }

    /// <summary>Everything newer than <paramref name="id"/>, oldest first, deleted ones included.</summary>
    public IEnumerable<Message> After(Snowflake id)
    {
        for (var index = FirstFrom(new Snowflake(id.Value + 1)); index < messages.Count; index++)
        {
            yield return messages[index];
        }
    }

    /// <summary>Everything older than <paramref name="id"/>, newest first, deleted ones included.</summary>
    public IEnumerable<Message> Before(Snowflake id)
    {
        for (var index = FirstFrom(id) - 1; index >= 0; index--)
        {
            yield return messages[index];
        }
    }

    private int FirstFrom(Snowflake id)
    {
        var (low, high) = (0, messages.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = messages[middle].Id.CompareTo(id) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
