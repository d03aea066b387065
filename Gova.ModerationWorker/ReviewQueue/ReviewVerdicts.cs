using System.Globalization;
using Gova.Data.Evaluations;
using Gova.Moderation.Policy;
using Gova.Moderation.Reputation;
using Gova.ModerationWorker.Moderators;
using Gova.ModerationWorker.Pipeline;
using Gova.ModerationWorker.Reputation;
using DurableQueue = Gova.Data.Evaluations.ReviewQueue;

namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>Ends reviews, with a verdict and what follows from it or without one, or gives them back. Not bound to the host's stop.</summary>
internal sealed class ReviewVerdicts(DurableQueue queue, MemberRecords members, ApartAuthors apart, TimeProvider time)
{
    /// <summary>What a stopping worker still has to write takes no longer than this.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    /// <param name="explanation">JSON object.</param>
    /// <param name="seen">JSON object; null when no model was asked.</param>
    public async Task JudgedAsync(
        ActiveModerator moderator, OpenReview item, Verdict verdict, string decidedBy, string explanation, string? seen)
    {
        var (review, message) = (item.Review, item.Context);
        if (verdict.IsHarmful())
        {
            apart.Add(moderator.ModeratorId, review.PlatformUserId);
        }

        using var activity = Telemetry.Start("judge message", review.Traceparent)?
            .SetTag("gova.evaluation.id", review.EventId).SetTag("gova.evaluation.decided_by", decidedBy);
        var author = long.Parse(review.PlatformUserId, CultureInfo.InvariantCulture);
        var traceparent = activity?.Id ?? review.Traceparent;
        var subject = new ActionSubject(
            review.EventId, review.EventCreatedAt, review.PlatformUserId, review.ChannelId, review.MessageId, traceparent,
            JudgedText.Hash(message.Content, message.AddedText), message.ParentChannelId);
        using var timeout = new CancellationTokenSource(WriteTimeout, time);
        var known = verdict is { Severity: 0, Action: null }
            ? MemberFacts.Unknown
            : await members.FactsAsync(moderator.ModeratorId, author, moderator.Configuration.Escalation is not null, timeout.Token);
        var outcome = new ReviewOutcome(
            EvaluationStatus.Judged,
            (float)verdict.Severity,
            members.ScoreAfter(moderator.ModeratorId, author, verdict.Severity),
            decidedBy,
            verdict.Explanation,
            ActionDrafts.Build(verdict, moderator, [.. message.AuthorRoleIds ?? []], known, subject, time.GetUtcNow()),
            explanation,
            seen);
        if (await CompleteAsync(review, outcome))
        {
            if (decidedBy is MessageJudge.ByModel or MessageJudge.BySecondModel)
            {
                moderator.Duplicates.Learn(review.EventId, verdict);
            }

            members.Remember(MemberRecords.Key(moderator.ModeratorId, author), BehaviourEvent.Message(review.EventId, verdict.Severity, review.EventCreatedAt));
            JudgedBatch.CountActions(outcome.Actions);
        }
    }

    public Task NoVerdictAsync(ClaimedReview review, string reason, string? explanation = null, string? seen = null) =>
        CompleteAsync(review, new ReviewOutcome(EvaluationStatus.NoVerdict, null, null, MessageJudge.ByNobody, reason, [], explanation, seen));

    public async Task GiveBackAsync(ClaimedReview review, TimeSpan delay)
    {
        using var timeout = new CancellationTokenSource(WriteTimeout, time);
        await queue.ReleaseAsync(review, delay, timeout.Token);
    }

    public static void Count(string outcome) => Telemetry.Reviewed.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    private async Task<bool> CompleteAsync(ClaimedReview review, ReviewOutcome outcome)
    {
        using var timeout = new CancellationTokenSource(WriteTimeout, time);
        var recorded = await queue.CompleteAsync(review, outcome, timeout.Token);
        Count(
            !recorded ? "lease_lost"
            : outcome.Status != EvaluationStatus.Judged ? "no_verdict"
            : outcome.DecidedBy == MessageJudge.ByDuplicate ? "duplicate" : "judged");
        return recorded;
    }
}
