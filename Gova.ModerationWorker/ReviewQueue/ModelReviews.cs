using Gova.Moderation.Policy;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Budgets;
using Gova.ModerationWorker.Conversations;
using Gova.ModerationWorker.Llm;
using Gova.ModerationWorker.Moderators;
using Polly.Timeout;

namespace Gova.ModerationWorker.ReviewQueue;

/// <summary>Asks the models within the moderator's budget; null is the answer when that has no room.</summary>
internal sealed partial class ModelReviews(
    ReviewAgent agent,
    [FromKeyedServices(LlmExtensions.Retries)] ReviewAgent retryAgent,
    IServiceProvider services,
    ModelBudgets budgets,
    LlmOptions llm,
    TimeProvider time,
    ILogger<ModelReviews> logger)
{
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    private readonly ReviewAgent? _second = llm.Second.IsConfigured ? services.GetRequiredKeyedService<ReviewAgent>(LlmExtensions.Second) : null;

    public Task<ReviewResult?> AloneAsync(ActiveModerator moderator, ReviewMaterial material, bool isRetry, CancellationToken cancellationToken) => PaidAsync(
        moderator, ModelTiers.First, material, token => (isRetry ? retryAgent : agent).ReviewAloneAsync(
            moderator.Configuration, material.Messages[0], material.Context, token), result => result.Call!, cancellationToken);

    public Task<TogetherResult?> TogetherAsync(
        ActiveModerator moderator, ReviewMaterial material, bool isOfOneAuthor, CancellationToken cancellationToken) => PaidAsync(
            moderator, ModelTiers.First, material, token => isOfOneAuthor
                ? agent.ReviewOfOneAuthorAsync(moderator.Configuration, material.Messages, material.Context, token)
                : agent.ReviewTogetherAsync(moderator.Configuration, material.Messages, material.Context, token), result => result.Whole, cancellationToken);

    /// <summary>Whether the stronger model is to be asked about a message with this verdict.</summary>
    public bool NeedsSecond(ActiveModerator moderator, Verdict first) =>
        _second is not null && moderator.Configuration.SecondOpinion?.IsNeededFor(first) == true;

    /// <summary>The stronger model's verdict, or why the first one's is left.</summary>
    public async Task<ReviewResult> SecondAsync(ActiveModerator moderator, ReviewMaterial material, CancellationToken cancellationToken)
    {
        try
        {
            return await PaidAsync(
                moderator, ModelTiers.Second, material,
                token => _second!.ReviewAloneAsync(moderator.Configuration, material.Messages[0], material.Context, token), result => result.Call!,
                cancellationToken) ?? new ReviewResult(null, "No second opinion: the day's model budget is spent.");
        }
        catch (Exception e) when (e is ModelUnavailableException or ModelRefusedRequestException)
        {
            return new ReviewResult(null, $"No second opinion: {e.Message}");
        }
    }

    private async Task<T?> PaidAsync<T>(
        ActiveModerator moderator,
        string tier,
        ReviewMaterial material,
        Func<CancellationToken, Task<T>> ask,
        Func<T, ModelCall> callOf,
        CancellationToken cancellationToken)
        where T : class
    {
        var estimate = ReviewAgent.Estimate(moderator.Configuration, material.Context, material.Messages);
        if (await budgets.TryReserveAsync(moderator.ModeratorId, tier, estimate, cancellationToken) is not { } grant)
        {
            return null;
        }

        var use = default(BudgetUse);
        try
        {
            var result = await ask(cancellationToken);
            var call = callOf(result);
            use = new BudgetUse(material.Messages.Count, call.InputTokens, call.OutputTokens);
            return result;
        }
        catch (ModelUnavailableException e) when (e.InnerException is TimeoutRejectedException)
        {
            // The endpoint has read it, and may well have answered to nobody.
            use = new BudgetUse(material.Messages.Count, estimate, 0);
            throw;
        }
        finally
        {
            await SettleAsync(grant, use);
        }
    }

    /// <summary>What cannot be settled stays counted as reserved; the answer that was paid for is not thrown away for that.</summary>
    private async Task SettleAsync(BudgetGrant grant, BudgetUse use)
    {
        using var timeout = new CancellationTokenSource(WriteTimeout, time);
        try
        {
            await budgets.SettleAsync(grant, use, timeout.Token);
        }
        catch (Exception e)
        {
            Log.NotSettled(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "What a request used could not be counted; what was reserved for it stays counted")]
        public static partial void NotSettled(ILogger logger, Exception error);
    }
}
