namespace Gova.Simulators.Discord.World;

internal enum ChannelType
{
    Text = 0,
    Direct = 1,
    PublicThread = 11,
}

internal sealed record PermissionOverwrite(Snowflake Id, bool ForMember, Permission Allow, Permission Deny);

internal sealed class Channel
{
    public required Snowflake Id { get; init; }
    public required ChannelType Type { get; init; }
    public Guild? Guild { get; init; }
    public string? Name { get; init; }
    public string? Topic { get; init; }
    public int Position { get; init; }

    /// <summary>The channel a thread hangs from; its overwrites count for the thread.</summary>
    public Channel? Parent { get; init; }

    /// <summary>Who a direct channel leads to.</summary>
    public User? Recipient { get; init; }
    public List<PermissionOverwrite> Overwrites { get; } = [];
    public MessageHistory Messages { get; } = new();

    public bool IsThread => Type == ChannelType.PublicThread;
}
