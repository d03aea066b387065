using System.Diagnostics;
using System.Text.Json;
using Gova.Data.Evaluations;
using Gova.Moderation.Policy;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Conversations;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Moderators;
using Gova.ModerationWorker.Pipeline;

namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>One batch of reviews, from the model's answer to the recorded verdicts and actions.</summary>
internal sealed partial class ReviewWork(
    ModelReviews models,
    ReviewVerdicts verdicts,
    ModeratorDirectory directory,
    ReviewSurroundings surroundings,
    LlmOptions llm,
    LoneFailures failures,
    TimeProvider time,
    ILogger<ReviewWork> logger)
{
    private const string OverBudget = "The day's model budget is spent.";

    public async Task<ModelHealth> ExecuteAsync(ReviewBatch batch, CancellationToken stopping)
    {
        var items = batch.Reviews.Select(review => (Review: review, Context: Read(review))).ToList();
        foreach (var (review, _) in items.Where(item => item.Context is null))
        {
            await verdicts.NoVerdictAsync(review, "The stored message cannot be read.");
        }

        items.RemoveAll(item => item.Context is null);
        if (await directory.FindAsync(batch.ModeratorId, stopping) is not { } moderator)
        {
            var reason = directory.ProblemOf(batch.ModeratorId) is { } problem
                ? $"The moderator's settings cannot be used: {problem}."
                : "The moderator went offline before the review.";
            foreach (var (review, _) in items)
            {
                await verdicts.NoVerdictAsync(review, reason);
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
                await verdicts.GiveBackAsync(review, hasFailed ? Backoff.OfReview(review.Attempt, null) : TimeSpan.Zero);
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
                return await AskAloneAsync(moderator, only, material, batch.IsRetry, either.Token);
            }

            items = await AskTogetherAsync(moderator, items, material, either.Token);
        }
        catch (ModelRefusedRequestException e) when (items.Count == 1)
        {
            Log.Refused(logger, moderator.ModeratorId, e);
            failures.Answered();
            await verdicts.NoVerdictAsync(items[0].Review, e.Message);
            return ModelHealth.Answered;
        }
        catch (ModelRefusedRequestException)
        {
            // One message may have spoilt it for the others: each on its own.
        }
        catch (ModelUnavailableException e) when (batch.IsRetry && e.RetryAfter is null && failures.Failed(items[0].Review.ReviewId))
        {
            Log.GivenUp(logger, moderator.ModeratorId, e);
            await verdicts.NoVerdictAsync(items[0].Review, $"The model answers about other messages, but not about this one. {e.Message}");
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

    private async Task<ModelHealth> AskAloneAsync(
        ActiveModerator moderator, OpenReview item, ReviewMaterial material, bool isRetry, CancellationToken cancellationToken)
    {
        if (await models.AloneAsync(moderator, material, isRetry, cancellationToken) is not { } result)
        {
            await JudgeLocallyAsync(moderator, item);
            return ModelHealth.Unknown;
        }

        failures.Answered();
        var spent = item with { Spent = item.Spent + result.Call! };
        if (result.Verdict is { } verdict)
        {
            await DecideAsync(moderator, spent, verdict, material, ReviewRecord.Seen(material, [item], item), cancellationToken);
        }
        else
        {
            await verdicts.NoVerdictAsync(
                item.Review, result.NoVerdictReason!, ReviewRecord.Explain(moderator, null, spent.Spent, material.Context, llm),
                ReviewRecord.Seen(material, [item], item));
        }

        return ModelHealth.Answered;
    }

    /// <summary>Completes what one request can decide.</summary>
    /// <returns>What has to be asked about again.</returns>
    private async Task<List<OpenReview>> AskTogetherAsync(
        ActiveModerator moderator, List<OpenReview> items, ReviewMaterial material, CancellationToken cancellationToken)
    {
        var isOfOneAuthor = items.DistinctBy(item => item.Review.PlatformUserId).Count() == 1;
        if (await models.TogetherAsync(moderator, material, isOfOneAuthor, cancellationToken) is not { } result)
        {
            foreach (var item in items)
            {
                await JudgeLocallyAsync(moderator, item);
            }

            return [];
        }

        failures.Answered();
        var open = new List<OpenReview>();
        for (var i = 0; i < items.Count; i++)
        {
            var spent = items[i] with { Spent = items[i].Spent + result.Shares[i] };
            if (result.Verdicts[i] is { } verdict)
            {
                await DecideAsync(moderator, spent, verdict, material, ReviewRecord.Seen(material, items, items[i]), cancellationToken);
            }
            else
            {
                open.Add(spent);
            }
        }

        return open;
    }

    /// <summary>A verdict that can be taken, unless a stronger model is to look at the message too: then its verdict counts.</summary>
    private async Task DecideAsync(
        ActiveModerator moderator, OpenReview item, Verdict verdict, ReviewMaterial material, string seen, CancellationToken cancellationToken)
    {
        if (!models.NeedsSecond(moderator, verdict))
        {
            await verdicts.JudgedAsync(
                moderator, item, verdict, MessageJudge.ByModel, ReviewRecord.Explain(moderator, verdict, item.Spent, material.Context, llm), seen);
            return;
        }

        material = material.Messages.Count == 1 ? material : await surroundings.GatherAsync(moderator, [item], cancellationToken);
        var second = await models.SecondAsync(moderator, material, cancellationToken);
        var first = FormattableString.Invariant($"severity {verdict.Severity:0.##}, confidence {verdict.Confidence:0.##}");
        var (final, decidedBy, note) = second.Verdict is { } stronger
            ? (stronger, MessageJudge.BySecondModel, $"The first model said: {first}.")
            : (verdict, MessageJudge.ByModel, second.NoVerdictReason);
        await verdicts.JudgedAsync(
            moderator, item, final, decidedBy, ReviewRecord.Explain(moderator, final, item.Spent, material.Context, llm, note, second.Call),
            second.Verdict is null ? seen : ReviewRecord.Seen(material, [item], item));
    }

    /// <summary>Nothing waits for tomorrow's budget.</summary>
    private async Task JudgeLocallyAsync(ActiveModerator moderator, OpenReview item)
    {
        var text = JudgedText.Of(item.Context.Content, item.Context.AddedText, item.Context.EmbedText);
        var (verdict, explanation) = LocalTriage.Judge(text, moderator, OverBudget);
        await verdicts.JudgedAsync(moderator, item, verdict, MessageJudge.ByTriage, explanation.ToJson(), seen: null);
    }

    private async Task PostponeAsync(IEnumerable<ClaimedReview> reviews, Exception error, bool isStopping)
    {
        if (!isStopping)
        {
            Log.Postponed(logger, error.Message, error);
        }

        foreach (var review in reviews)
        {
            ReviewVerdicts.Count("postponed");
            await verdicts.GiveBackAsync(
                review, isStopping ? TimeSpan.Zero : Backoff.OfReview(review.Attempt, (error as ModelUnavailableException)?.RetryAfter));
        }
    }

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
