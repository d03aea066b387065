using System.Globalization;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Moderation.Policy;
using Gova.Moderation.Reputation;
using Gova.Moderation.Rules;
using Gova.Moderation.Triage;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Moderators;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>The fast lane's verdict on one message: what the rules decide, and what has to wait for a model.</summary>
internal sealed class MessageJudge(BehaviourScores scores, LlmOptions llm, TimeProvider time)
{
    public const string ByRule = "rule";
    public const string ByTriage = "triage";
    public const string ByModel = "model";
    public const string ByNobody = "none";

    private const short ReviewPriority = 0;

    public EvaluationRecord Judge(MessageCreatedEvent message, ActiveModerator moderator, string? traceparent)
    {
        var text = JudgedText.Of(message);
        if (moderator.Rules.Match(Facts(message, text), moderator.Flood, out var watching) is { } match)
        {
            return Judged(message, moderator, traceparent, ByRule, match.Verdict);
        }

        var judged = JudgeWithoutRules(message, moderator, traceparent, text);
        return watching is null ? judged : WithWatchingRule(judged, watching, message, moderator);
    }

    private EvaluationRecord JudgeWithoutRules(MessageCreatedEvent message, ActiveModerator moderator, string? traceparent, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Create(message, moderator, traceparent, EvaluationStatus.NoVerdict, ByNobody, "The message has no text.");
        }

        if (moderator.Configuration.ReviewMode != ReviewMode.All && Triage(message, moderator, text) is { } verdict)
        {
            return Judged(message, moderator, traceparent, ByTriage, verdict);
        }

        if (!llm.IsConfigured)
        {
            const string Reason = "No keyword rule matches, and no model is configured.";
            return Create(message, moderator, traceparent, EvaluationStatus.NoVerdict, ByNobody, Reason);
        }

        var pending = Create(message, moderator, traceparent, EvaluationStatus.PendingReview, ByNobody, null);
        return pending with { ReviewPriority = ReviewPriority };
    }

    private static MessageFacts Facts(MessageCreatedEvent message, string text) =>
        new(text, message.AuthorId, message.ChannelId, message.MessageId, Snowflake.CreatedAt(message.MessageId))
        {
            UserMentions = message.MentionedUserIds?.Count,
            RoleMentions = message.MentionedRoleIds?.Count,
            MentionsEveryone = message.MentionsEveryone,
        };

    /// <summary>
    /// What the local model makes of it. Null leaves the message to the large model: in suspicious mode what is not clean, and a
    /// sample of what is, the same one after a redelivery.
    /// </summary>
    private Verdict? Triage(MessageCreatedEvent message, ActiveModerator moderator, string text)
    {
        var model = TriageModel.Default;
        var scores = new TriageScores();
        model.Predict(text, ref scores);
        var flagged = scores[TriageLabel.Flagged];
        if (moderator.Configuration.ReviewMode == ReviewMode.Suspicious && llm.IsConfigured
            && (flagged >= model.CleanBelow || IsSampled(message.MessageId, moderator.Configuration.SampleShare)))
        {
            return null;
        }

        return flagged >= model.FlaggedFrom
            ? new Verdict(flagged, flagged, FormattableString.Invariant($"The local model takes it to be harmful ({flagged:0.00})."))
            : new Verdict(0, 1 - flagged, FormattableString.Invariant($"No rule matches, and the local model sees no harm ({flagged:0.00})."));
    }

    /// <summary>By the milliseconds of the id's time and its counter, which nobody chooses.</summary>
    private static bool IsSampled(long messageId, double share) => (ulong)messageId * 0x9E37_79B9_7F4A_7C15 < share * ulong.MaxValue;

    private EvaluationRecord Judged(
        MessageCreatedEvent message, ActiveModerator moderator, string? traceparent, string decidedBy, Verdict verdict)
    {
        var now = time.GetUtcNow();
        var record = Create(message, moderator, traceparent, EvaluationStatus.Judged, decidedBy, verdict.Explanation);
        return record with
        {
            SeverityScore = (float)verdict.Severity,
            BehaviourScore = (float)scores.Preview(moderator.ModeratorId, message.AuthorId, verdict.Severity),
            JudgedAt = now,
            Actions = verdict is { Action: null, Severity: 0 }
                ? null
                : ActionDrafts.Build(verdict, moderator, Roles(message.AuthorRoleIds), Subject(record, message), now),
        };
    }

    /// <summary>
    /// What a rule that only watches would have done is recorded beside a verdict that leads to nothing. One action of a type
    /// belongs to an evaluation, and a model may still propose some: then the rule is only counted.
    /// </summary>
    private EvaluationRecord WithWatchingRule(
        EvaluationRecord record, RuleVerdict watching, MessageCreatedEvent message, ActiveModerator moderator)
    {
        Telemetry.WatchingRules.Add(1, new KeyValuePair<string, object?>("rule", watching.Metric));
        return record.Status == EvaluationStatus.PendingReview || record.Actions is { Count: > 0 }
            ? record
            : record with
            {
                Actions = ActionDrafts.Build(
                    watching.Verdict, moderator, Roles(message.AuthorRoleIds), Subject(record, message), time.GetUtcNow(), ruleShadow: true),
            };
    }

    private static ActionSubject Subject(EvaluationRecord record, MessageCreatedEvent message) => new(
        record.EventId, record.CreatedAt, record.PlatformUserId, record.ChannelId, record.MessageId, record.Traceparent,
        JudgedText.Hash(MessageContext.Storable(message.Content), JudgedText.Added(message)));

    private static EvaluationRecord Create(
        MessageCreatedEvent message,
        ActiveModerator moderator,
        string? traceparent,
        EvaluationStatus status,
        string decidedBy,
        string? reason)
    {
        var createdAt = Snowflake.CreatedAt(message.MessageId);
        return new EvaluationRecord(
            Guid.CreateVersion7(createdAt),
            moderator.ModeratorId,
            message.AuthorId.ToString(CultureInfo.InvariantCulture),
            message.ChannelId,
            message.MessageId,
            message.Revision,
            status,
            SeverityScore: null,
            BehaviourScore: null,
            decidedBy,
            reason,
            MessageContext.Write(message),
            createdAt,
            JudgedAt: null,
            traceparent);
    }

    private static IReadOnlyCollection<long> Roles(IReadOnlyList<long>? roles) => roles ?? [];
}
