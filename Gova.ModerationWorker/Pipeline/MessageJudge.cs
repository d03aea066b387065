using System.Globalization;
using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Moderation.Policy;
using Gova.Moderation.Rules;
using Gova.Moderation.Text;
using Gova.Moderation.Triage;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Moderators;
using Gova.ModerationWorker.Reputation;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>The fast lane's verdict on one message: what rules and the local model decide, and what has to wait for a model.</summary>
internal sealed class MessageJudge(MemberRecords members, LlmOptions llm, TimeProvider time)
{
    public const string ByRule = "rule";
    public const string ByTriage = "triage";
    public const string ByDuplicate = "duplicate";
    public const string ByModel = "model";
    public const string BySecondModel = "second_model";
    public const string ByNobody = "none";

    /// <summary>Said wherever the local tiers judge because there is nobody else.</summary>
    public const string NoModel = "No model is configured.";

    private const short ReviewPriority = 0;

    public JudgedMessage Judge(MessageCreatedEvent message, ActiveModerator moderator, string? traceparent)
    {
        var text = JudgedText.Of(message);
        var match = moderator.Rules.Match(Facts(message, text), moderator.Flood, out var watching);
        if (watching is not null)
        {
            Telemetry.WatchingRules.Add(1, new KeyValuePair<string, object?>("rule", watching.Metric));
        }

        if (match is not null)
        {
            var explanation = match.Explanation with { Confidence = 1, ConfigVersion = moderator.Version };
            return Judged(message, moderator, traceparent, ByRule, match.Verdict, explanation, watching);
        }

        return JudgeWithoutRules(message, moderator, traceparent, text, watching);
    }

    private JudgedMessage JudgeWithoutRules(
        MessageCreatedEvent message, ActiveModerator moderator, string? traceparent, string text, RuleVerdict? watching)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Undecided(message, moderator, traceparent, EvaluationStatus.NoVerdict, "The message has no text.", watching);
        }

        if (moderator.Configuration.ReviewMode == ReviewMode.All && llm.IsConfigured)
        {
            return ForModel(message, moderator, traceparent, text, watching);
        }

        var scores = new TriageScores();
        TriageModel.Default.Predict(text, ref scores);
        if (IsForModel(message, moderator, text, scores[TriageLabel.Flagged]))
        {
            return ForModel(message, moderator, traceparent, text, watching);
        }

        var isWish = llm.IsConfigured || moderator.Configuration.ReviewMode == ReviewMode.Local;
        var (verdict, explanation) = LocalTriage.Judge(scores, moderator, isWish ? null : NoModel);
        return Judged(message, moderator, traceparent, ByTriage, verdict, explanation, watching);
    }

    private bool IsForModel(MessageCreatedEvent message, ActiveModerator moderator, string text, float flagged) =>
        moderator.Configuration.ReviewMode == ReviewMode.Suspicious && llm.IsConfigured
        && Suspicion.IsForModel(text, flagged, message.MessageId, moderator.Configuration.SampleShare);

    private static MessageFacts Facts(MessageCreatedEvent message, string text) =>
        new(text, message.AuthorId, message.ChannelId, message.MessageId, Snowflake.CreatedAt(message.MessageId))
        {
            UserMentions = message.MentionedUserIds?.Count,
            RoleMentions = message.MentionedRoleIds?.Count,
            MentionsEveryone = message.MentionsEveryone,
        };

    private JudgedMessage Judged(
        MessageCreatedEvent message,
        ActiveModerator moderator,
        string? traceparent,
        string decidedBy,
        Verdict verdict,
        Explanation explanation,
        RuleVerdict? watching)
    {
        var record = Create(message, moderator, traceparent, EvaluationStatus.Judged, decidedBy, verdict.Explanation) with
        {
            SeverityScore = (float)verdict.Severity,
            BehaviourScore = verdict.Severity > 0 ? null : members.ScoreAfter(moderator.ModeratorId, message.AuthorId, 0),
            JudgedAt = time.GetUtcNow(),
            Explanation = WithWatching(explanation, watching).ToJson(),
        };
        return new JudgedMessage(record, message, moderator, verdict, watching);
    }

    /// <summary>Waits for the model, unless the same text was just judged in this community, or waits already.</summary>
    private JudgedMessage ForModel(
        MessageCreatedEvent message, ActiveModerator moderator, string? traceparent, string text, RuleVerdict? watching)
    {
        var pending = Undecided(message, moderator, traceparent, EvaluationStatus.PendingReview, null, watching);
        var record = pending.Evaluation with { ReviewPriority = ReviewPriority };
        pending = pending with { Evaluation = record };
        var now = time.GetUtcNow();
        if (TextOf(message, moderator, text) is not { } remembered
            || !moderator.Duplicates.TryFind(remembered, record.EventId, record.CreatedAt, now, out var first))
        {
            return pending;
        }

        var explanation = new Explanation(ConfigVersion: moderator.Version, DuplicateOf: first.EventId);
        if (first.Verdict is { } verdict)
        {
            explanation = explanation with { Confidence = verdict.Confidence, Guideline = verdict.Guideline };
            return Judged(message, moderator, traceparent, ByDuplicate, verdict, explanation, watching);
        }

        return pending with
        {
            Joined = first,
            Evaluation = record with
            {
                Explanation = WithWatching(explanation, watching).ToJson(),
                ReviewPriority = JoinedReviews.Priority,
                ReviewNotBefore = now + DuplicateReviews.Wait,
            },
        };
    }

    /// <summary>Null when the text means something only where it stands, or is not all that the message says.</summary>
    private static RememberedText? TextOf(MessageCreatedEvent message, ActiveModerator moderator, string text) =>
        message is { ReplyToMessageId: null, Attachments: null or [] } && TextPrint.Of(text) is { } print
            ? new RememberedText(
                print, moderator.Configuration.RuleOf(message.ChannelId, message.ParentChannelId)?.Channel ?? "", message.MessageId, message.Revision)
            : null;

    private static JudgedMessage Undecided(
        MessageCreatedEvent message,
        ActiveModerator moderator,
        string? traceparent,
        EvaluationStatus status,
        string? reason,
        RuleVerdict? watching)
    {
        var record = Create(message, moderator, traceparent, status, ByNobody, reason);
        return new JudgedMessage(
            watching is null ? record : record with { Explanation = WithWatching(new Explanation(ConfigVersion: moderator.Version), watching).ToJson() },
            message, moderator, Watching: watching);
    }

    private static Explanation WithWatching(Explanation explanation, RuleVerdict? watching)
    {
        if (watching is null)
        {
            return explanation;
        }

        var note = FormattableString.Invariant(
            $"{watching.Rule}, which only watches, matches: {watching.Reason} ({watching.Metric} {watching.Value:0.##} over {watching.Threshold:0.##})");
        return explanation with { Note = explanation.Note is null ? note : $"{explanation.Note} {note}" };
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
}
