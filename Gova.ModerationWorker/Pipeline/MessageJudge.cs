using System.Globalization;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Moderation.Policy;
using Gova.Moderation.Reputation;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Moderators;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>The fast lane's verdict on one message: what the rules decide, and what has to wait for a model.</summary>
internal sealed class MessageJudge(BehaviourScores scores, LlmOptions llm, TimeProvider time)
{
    public const string ByRule = "rule";
    public const string ByModel = "model";
    public const string ByNobody = "none";

    private const short ReviewPriority = 0;

    public EvaluationRecord Judge(MessageCreatedEvent message, ActiveModerator moderator, string? traceparent)
    {
        var text = JudgedText.Of(message);
        if (moderator.Rules.Match(text) is { } match)
        {
            var rule = match.Rule;
            return Judged(message, moderator, traceparent, new Verdict(
                rule.Severity,
                Confidence: 1,
                rule.Reason ?? $"Keyword rule: {match.Keyword}",
                rule.Action is { } type ? new ProposedAction(type, rule.Params) : null));
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return Create(message, moderator, traceparent, EvaluationStatus.NoVerdict, ByNobody, "The message has no text.");
        }

        if (!moderator.Configuration.ModelReview)
        {
            return Judged(message, moderator, traceparent, new Verdict(0, Confidence: 1, "No keyword rule matches."));
        }

        if (!llm.IsConfigured)
        {
            const string Reason = "No keyword rule matches, and no model is configured.";
            return Create(message, moderator, traceparent, EvaluationStatus.NoVerdict, ByNobody, Reason);
        }

        var pending = Create(message, moderator, traceparent, EvaluationStatus.PendingReview, ByNobody, null);
        return pending with { ReviewPriority = ReviewPriority };
    }

    private EvaluationRecord Judged(MessageCreatedEvent message, ActiveModerator moderator, string? traceparent, Verdict verdict)
    {
        var now = time.GetUtcNow();
        var record = Create(message, moderator, traceparent, EvaluationStatus.Judged, ByRule, verdict.Explanation);
        var subject = new ActionSubject(
            record.EventId, record.CreatedAt, record.PlatformUserId, record.ChannelId, record.MessageId, record.Traceparent,
            verdict.Action is null ? Guid.Empty : JudgedText.Hash(MessageContext.Storable(message.Content), JudgedText.Added(message)));
        return record with
        {
            SeverityScore = (float)verdict.Severity,
            BehaviourScore = (float)scores.Preview(moderator.ModeratorId, message.AuthorId, verdict.Severity),
            JudgedAt = now,
            Actions = verdict.Action is null ? null : ActionDrafts.Build(verdict, moderator, Roles(message.AuthorRoleIds), subject, now),
        };
    }

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
