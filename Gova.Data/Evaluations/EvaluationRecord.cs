using Gova.Data.Actions;

namespace Gova.Data.Evaluations;

/// <summary>What the fast lane found out about one message, before it is stored.</summary>
/// <param name="EventId">UUIDv7; dropped if the message's evaluation is there already.</param>
/// <param name="Context">JSON object: the text, names and ids as they were.</param>
/// <param name="CreatedAt">From the message's snowflake.</param>
/// <param name="ReviewPriority">Set when a model must look at it: its place in the review queue.</param>
/// <param name="Actions">Actions that the policy decided; stored only if the evaluation is.</param>
/// <param name="Explanation">JSON object: how the verdict came about.</param>
/// <param name="ReviewNotBefore">Set when the review waits for that of an earlier copy: when it goes to the model after all.</param>
public sealed record EvaluationRecord(
    Guid EventId,
    Guid ModeratorId,
    string PlatformUserId,
    long ChannelId,
    long MessageId,
    long Revision,
    EvaluationStatus Status,
    float? SeverityScore,
    float? BehaviourScore,
    string DecidedBy,
    string? Reason,
    string Context,
    DateTimeOffset CreatedAt,
    DateTimeOffset? JudgedAt,
    string? Traceparent,
    short? ReviewPriority = null,
    IReadOnlyList<ActionDraft>? Actions = null,
    string? Explanation = null,
    DateTimeOffset? ReviewNotBefore = null)
{
    /// <summary>Who decided where the day had no room for the message.</summary>
    public const string ByQuota = "quota";

    /// <summary>Why such a message has no verdict.</summary>
    public const string RefusedReason = "The day's messages are used up.";

    /// <summary>The day had no room for the message: it is recorded, and nothing follows from it.</summary>
    public bool IsRefused => DecidedBy == ByQuota;

    /// <summary>The same message, without what was found out about it.</summary>
    public EvaluationRecord Refuse() => this with
    {
        Status = EvaluationStatus.NoVerdict,
        SeverityScore = null,
        BehaviourScore = null,
        DecidedBy = ByQuota,
        Reason = RefusedReason,
        JudgedAt = null,
        ReviewPriority = null,
        ReviewNotBefore = null,
        Actions = null,
        Explanation = null,
    };
}
