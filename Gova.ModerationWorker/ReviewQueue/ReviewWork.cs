using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Gova.Data.Evaluations;
using Gova.Moderation.Conversations;
using Gova.Moderation.Reputation;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Conversations;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Moderators;
using Gova.ModerationWorker.Pipeline;
using Gova.ModerationWorker.Reputation;
using DurableQueue = Gova.Data.Evaluations.ReviewQueue;

namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>One batch of reviews, from the model's answer to the recorded verdicts and actions.</summary>
internal sealed partial class ReviewWork(
    DurableQueue queue,
    ReviewAgent agent,
    [FromKeyedServices(LlmExtensions.Retries)] ReviewAgent retryAgent,
    ModeratorDirectory directory,
    MemberRecords members,
    ReviewSurroundings surroundings,
    ApartAuthors apart,
    LlmOptions llm,
    LoneFailures failures,
    TimeProvider time,
    ILogger<ReviewWork> logger)
{
    /// <summary>What a stopping worker still has to write takes no longer than this.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    public async Task<ModelHealth> ExecuteAsync(ReviewBatch batch, CancellationToken stopping)
    {
        var items = batch.Reviews.Select(review => (Review: review, Context: Read(review))).ToList();
        foreach (var (review, _) in items.Where(item => item.Context is null))
        {
            await CompleteAsync(review, NoVerdict("The stored message cannot be read."));
        }

        items.RemoveAll(item => item.Context is null);
        if (await directory.FindAsync(batch.ModeratorId, stopping) is not { } moderator)
        {
            var reason = directory.ProblemOf(batch.ModeratorId) is { } problem
                ? $"The moderator's settings cannot be used: {problem}."
                : "The moderator went offline before the review.";
            foreach (var (review, _) in items)
            {
                await CompleteAsync(review, NoVerdict(reason));
            }

            return ModelHealth.Unknown;
        }

        return await AskAsync(moderator, items.ConvertAll(item => new OpenReview(item.Review, item.Context!, ModelCall.None)), batch, stopping);
    }

    /// <summary>Returns to the queue what is unfinished; if that fails, the leases end by themselves.</summary>
    /// <param name="hasFailed">Whether to leave some time before the next try; otherwise any worker may take it at once.</param>
    public async Task GiveBackAsync(ReviewBatch batch, bool hasFailed)
    {
        try
        {
            foreach (var review in batch.Reviews)
            {
                await GiveBackAsync(review, hasFailed ? Backoff.OfReview(review.Attempt, null) : TimeSpan.Zero);
            }
        }
        catch (Exception e)
        {
            Log.NotGivenBack(logger, batch.Reviews.Count, e);
        }
    }

    private async Task<ModelHealth> AskAsync(ActiveModerator moderator, List<OpenReview> items, ReviewBatch batch, CancellationToken stopping)
    {
        if (items.Count == 0)
        {
            return ModelHealth.Unknown;
        }

        using var activity = Telemetry.Start("review messages", items[0].Review.Traceparent)?.SetTag("gova.review.count", items.Count);
        // Past the lease somebody else asks too: better to stop before.
        using var deadline = new CancellationTokenSource(Max(batch.LeasedUntil - time.GetUtcNow(), TimeSpan.FromMilliseconds(1)), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            var material = await surroundings.GatherAsync(moderator, items, either.Token);
            if (items is [var only])
            {
                var asked = batch.IsRetry ? retryAgent : agent;
                var result = await asked.ReviewAloneAsync(moderator.Configuration, material.Messages[0], material.Context, either.Token);
                failures.Answered();
                await CompleteAsync(moderator, only with { Spent = only.Spent + result.Call! }, result, material.Context, ReviewRecord.Seen(material, items, only));
                return ModelHealth.Answered;
            }

            items = await AskTogetherAsync(moderator, items, material, either.Token);
        }
        catch (ModelRefusedRequestException e) when (items.Count == 1)
        {
            Log.Refused(logger, moderator.ModeratorId, e);
            failures.Answered();
            await CompleteAsync(items[0].Review, NoVerdict(e.Message));
            return ModelHealth.Answered;
        }
        catch (ModelRefusedRequestException)
        {
            // One message may have spoilt it for the others: each on its own.
        }
        catch (ModelUnavailableException e) when (batch.IsRetry && e.RetryAfter is null && failures.Failed(items[0].Review.ReviewId))
        {
            Log.GivenUp(logger, moderator.ModeratorId, e);
            await CompleteAsync(items[0].Review, NoVerdict($"The model answers about other messages, but not about this one. {e.Message}"));
            return ModelHealth.Unknown;
        }
        catch (Exception e) when (e is ModelUnavailableException or OperationCanceledException)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            await PostponeAsync(items.Select(item => item.Review), e, stopping.IsCancellationRequested);
            return batch.IsRetry || stopping.IsCancellationRequested ? ModelHealth.Unknown : ModelHealth.Unavailable;
        }

        // What one author left open goes once more together, unless that was just tried; everything else alone.
        var isOfOne = items.Select(item => item.Review.PlatformUserId).Distinct().Count() == 1;
        var own = await Task.WhenAll((isOfOne ? items.Chunk(1) : items.GroupBy(item => item.Review.PlatformUserId).Select(group => group.ToArray()))
            .Select(group => AskAsync(moderator, [.. group], batch, stopping)));
        return own.Contains(ModelHealth.Unavailable) ? ModelHealth.Unavailable : ModelHealth.Answered;
    }

    /// <summary>Completes what one request can decide.</summary>
    /// <returns>What has to be asked about again.</returns>
    private async Task<List<OpenReview>> AskTogetherAsync(
        ActiveModerator moderator, List<OpenReview> items, ReviewMaterial material, CancellationToken cancellationToken)
    {
        var result = await (items.Select(item => item.Review.PlatformUserId).Distinct().Count() == 1
            ? agent.ReviewOfOneAuthorAsync(moderator.Configuration, material.Messages, material.Context, cancellationToken)
            : agent.ReviewTogetherAsync(moderator.Configuration, material.Messages, material.Context, cancellationToken));
        failures.Answered();
        var open = new List<OpenReview>();
        for (var i = 0; i < items.Count; i++)
        {
            var spent = items[i] with { Spent = items[i].Spent + result.Shares[i] };
            if (result.Verdicts[i] is { } verdict)
            {
                await CompleteAsync(moderator, spent, new ReviewResult(verdict, null), material.Context, ReviewRecord.Seen(material, items, items[i]));
            }
            else
            {
                open.Add(spent);
            }
        }

        return open;
    }

    private async Task PostponeAsync(IEnumerable<ClaimedReview> reviews, Exception error, bool isStopping)
    {
        if (!isStopping)
        {
            Log.Postponed(logger, error.Message, error);
        }

        foreach (var review in reviews)
        {
            Count("postponed");
            await GiveBackAsync(
                review, isStopping ? TimeSpan.Zero : Backoff.OfReview(review.Attempt, (error as ModelUnavailableException)?.RetryAfter));
        }
    }

    private async Task CompleteAsync(ActiveModerator moderator, OpenReview item, ReviewResult result, ReviewContext context, string seen)
    {
        var (review, message) = (item.Review, item.Context);
        var explanation = ReviewRecord.Explain(moderator, result.Verdict, item.Spent, context, llm);
        if (result.Verdict is not { } verdict)
        {
            await CompleteAsync(review, NoVerdict(result.NoVerdictReason!) with { Explanation = explanation, Seen = seen });
            return;
        }

        if (verdict.IsHarmful())
        {
            apart.Add(moderator.ModeratorId, review.PlatformUserId);
        }

        using var activity = Telemetry.Start("judge message", review.Traceparent)?
            .SetTag("gova.evaluation.id", review.EventId).SetTag("gova.evaluation.decided_by", MessageJudge.ByModel);
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
            MessageJudge.ByModel,
            verdict.Explanation,
            ActionDrafts.Build(verdict, moderator, [.. message.AuthorRoleIds ?? []], known, subject, time.GetUtcNow()),
            explanation,
            seen);
        if (await CompleteAsync(review, outcome))
        {
            moderator.Duplicates.Learn(review.EventId, verdict);
            members.Remember(MemberRecords.Key(moderator.ModeratorId, author), BehaviourEvent.Message(review.EventId, verdict.Severity, review.EventCreatedAt));
            JudgedBatch.CountActions(outcome.Actions);
        }
    }

    /// <summary>Not bound to the host's stop: a verdict that was paid for is recorded.</summary>
    private async Task<bool> CompleteAsync(ClaimedReview review, ReviewOutcome outcome)
    {
        using var timeout = new CancellationTokenSource(WriteTimeout, time);
        var recorded = await queue.CompleteAsync(review, outcome, timeout.Token);
        Count(!recorded ? "lease_lost" : outcome.Status == EvaluationStatus.Judged ? "judged" : "no_verdict");
        return recorded;
    }

    private async Task GiveBackAsync(ClaimedReview review, TimeSpan delay)
    {
        using var timeout = new CancellationTokenSource(WriteTimeout, time);
        await queue.ReleaseAsync(review, delay, timeout.Token);
    }

    private static ReviewOutcome NoVerdict(string reason) =>
        new(EvaluationStatus.NoVerdict, null, null, MessageJudge.ByNobody, reason, []);

    private static MessageContext? Read(ClaimedReview review)
    {
        try
        {
            return MessageContext.Read(review.Context);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Count(string outcome) => Telemetry.Reviewed.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A review is postponed: {Problem}")]
        public static partial void Postponed(ILogger logger, string problem, Exception error);

        [LoggerMessage(LogLevel.Warning, "{Count} reviews could not be given back; they come again when their lease ends")]
        public static partial void NotGivenBack(ILogger logger, int count, Exception error);

        [LoggerMessage(LogLevel.Warning, "The model's endpoint refused a message of moderator {ModeratorId}; it stays without a verdict")]
        public static partial void Refused(ILogger logger, Guid moderatorId, Exception error);

        [LoggerMessage(LogLevel.Warning,
            "The model's endpoint fails on a message of moderator {ModeratorId} and answers others; it stays without a verdict")]
        public static partial void GivenUp(ILogger logger, Guid moderatorId, Exception error);
    }
}
