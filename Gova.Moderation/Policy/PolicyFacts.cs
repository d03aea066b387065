namespace Gova.Moderation.Policy;

/// <summary>What the policy goes by beside verdict and configuration.</summary>
public sealed record PolicyFacts
{
    /// <summary>The roles of the message's author.</summary>
    public IReadOnlyCollection<long> AuthorRoleIds { get; init; } = [];

    public long ChannelId { get; init; }

    /// <summary>Of a thread: the channel that it belongs to.</summary>
    public long? ParentChannelId { get; init; }

    /// <summary>The author's behaviour score in this community, 0 to 1, lower is worse.</summary>
    public double Score { get; init; } = 1;

    /// <summary>What was done to the author in this community: executed, not only decided.</summary>
    public IReadOnlyList<PastAction> Actions { get; init; } = [];

    public DateTimeOffset Now { get; init; }

    /// <summary>A paused moderator judges and proposes nothing.</summary>
    public bool IsPaused { get; init; }

    /// <summary>A human decides everything, whatever the configuration grants.</summary>
    public bool ApprovalOnly { get; init; }

    /// <summary>The rule that judged only watches.</summary>
    public bool RuleShadow { get; init; }
}

/// <summary>An action that was executed on a member.</summary>
/// <param name="Overturned">A human took it back: it counts for nothing.</param>
public readonly record struct PastAction(ActionType Type, DateTimeOffset At, bool Overturned = false);
