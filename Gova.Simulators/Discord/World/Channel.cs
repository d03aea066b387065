namespace Gova.Simulators.Discord.World;

internal enum ChannelType
{
    Text = 0,
    Direct = 1,
    Voice = 2,
    Category = 4,
    Announcement = 5,
    PublicThread = 11,
    Forum = 15,
}

internal sealed record PermissionOverwrite(Snowflake Id, bool ForMember, Permission Allow, Permission Deny);

internal sealed class Channel
{
    public required Snowflake Id { get; init; }
    public required ChannelType Type { get; init; }
    public Guild? Guild { get; init; }
    public string? Name { get; set; }
    public string? Topic { get; set; }
    public int Position { get; init; }

    /// <summary>Slow mode: seconds between two messages of one member.</summary>
    public int RateLimitPerUser { get; set; }

    /// <summary>A thread that nobody writes in any more.</summary>
    public bool Archived { get; set; }

    /// <summary>The channel a thread hangs from, whose overwrites count for the thread; or a channel's category.</summary>
    public Channel? Parent { get; init; }

    /// <summary>Who opened a thread.</summary>
    public Snowflake? StarterId { get; init; }

    /// <summary>Who a direct channel leads to.</summary>
    public User? Recipient { get; init; }
    public List<PermissionOverwrite> Overwrites { get; } = [];
    public MessageHistory Messages { get; } = new();

    /// <summary>Not for every member.</summary>
    public bool IsHidden => Overwrites.Exists(overwrite => overwrite.Deny.HasFlag(Permission.ViewChannel));

    public bool IsThread => Type == ChannelType.PublicThread;

    /// <summary>Whether messages can stand in it.</summary>
    public bool HasMessages => Type is not (ChannelType.Category or ChannelType.Forum);
}
