using Gova.Moderation.Policy;
using Gova.Moderation.Review;

namespace Gova.Moderation.Backtests;

/// <summary>A message of the past, as it is kept.</summary>
/// <param name="Text">All that it said; null when that was erased.</param>
/// <param name="Then">What was decided about it at the time.</param>
public sealed record StoredMessage(
    Guid EventId, long MessageId, long AuthorId, long ChannelId, DateTimeOffset At, string? Text, PastJudgement Then)
{
    public string AuthorName { get; init; } = "";

    public string? ChannelName { get; init; }

    /// <summary>Of a thread: the channel that it belongs to.</summary>
    public long? ParentChannelId { get; init; }

    public IReadOnlyList<long> AuthorRoleIds { get; init; } = [];

    /// <summary>The message that it answers.</summary>
    public long? ReplyTo { get; init; }

    /// <summary>What the message answers.</summary>
    public QuotedMessage? Quoted { get; init; }
}

/// <summary>What was decided about a message at the time.</summary>
/// <param name="DecidedBy">Which tier, as stored.</param>
/// <param name="Severity">Null when there was no verdict.</param>
/// <param name="Confidence">Of a model's verdict, where it is known.</param>
/// <param name="IsPending">Its review still waits: nothing is decided yet.</param>
public sealed record PastJudgement(string DecidedBy, double? Severity = null, double? Confidence = null, string? Reason = null, bool IsPending = false)
{
    /// <summary>The action that the tier proposed, whether or not it was granted; the others the configuration added.</summary>
    public ProposedAction? Proposed { get; init; }

    /// <summary>Without those that were refused.</summary>
    public IReadOnlyList<PastDecision> Actions { get; init; } = [];

    /// <summary>A person rejected one of the actions, or took it back.</summary>
    public bool IsOverturned => Actions.Any(action => action.Human == HumanAnswer.No);

    /// <summary>A person approved one of the actions, and none took any back.</summary>
    public bool IsConfirmed => !IsOverturned && Actions.Any(action => action.Human == HumanAnswer.Yes);
}

/// <summary>An action that was decided at the time.</summary>
/// <param name="Type">As stored, e.g. <c>timeout</c>.</param>
/// <param name="IsShadowed">It was only recorded.</param>
public sealed record PastDecision(string Type, bool IsShadowed = false, HumanAnswer Human = HumanAnswer.None);

/// <summary>What a person said to an action.</summary>
public enum HumanAnswer
{
    None,
    Yes,
    No,
}
