using Gova.Messaging;
using Gova.Messaging.Contracts;

namespace Gova.ModerationWorker.Budgets;

/// <summary>
/// Lets a new tier hold at once: limits are read with every batch and request, and what was remembered of the former tier is
/// forgotten here.
/// </summary>
internal sealed class TierChanges(
    MessageQuotas quotas, ModelBudgets budgets, TopicTail tail, Topics topics, TimeProvider time, ILogger<TierChanges> logger)
    : TierFollower(tail, topics, time, logger)
{
    protected override void Apply(PricingTierChangedEvent change)
    {
        quotas.Forget(change.UserId);
        budgets.Forget();
    }
}
