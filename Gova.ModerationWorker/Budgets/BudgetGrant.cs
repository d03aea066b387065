using Gova.Data.Budgets;

namespace Gova.ModerationWorker.Budgets;

/// <summary>A model request that the day's budget has room for. Settled once, when the request has ended, however it did.</summary>
internal sealed class BudgetGrant(UsageClaim claim, Guid ownerId, ModelPrices prices)
{
    private int _isSettled;

    public UsageClaim Claim { get; } = claim;

    /// <summary>The account that it is counted for.</summary>
    public Guid OwnerId { get; } = ownerId;

    public ModelPrices Prices { get; } = prices;

    /// <summary>True for the first caller.</summary>
    public bool TrySettle() => Interlocked.Exchange(ref _isSettled, 1) == 0;
}

/// <summary>What a model request used; nothing of a request that failed before the model had it.</summary>
internal readonly record struct BudgetUse(int Messages, int InputTokens, int OutputTokens);
