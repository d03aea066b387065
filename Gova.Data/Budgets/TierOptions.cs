using System.ComponentModel.DataAnnotations;
using Gova.Data.Accounts;

namespace Gova.Data.Budgets;

/// <summary>What each tier allows, from the section <c>Tiers</c>.</summary>
public sealed class TierOptions : IValidatableObject
{
    public TierLimits Free { get; set; } = new() { Moderators = 1, MessagesPerDay = 1_000, ModelCostPerDay = 0.5m };

    public TierLimits Pro { get; set; } = new() { Moderators = 10, MessagesPerDay = 100_000, ModelCostPerDay = 20 };

    public TierLimits Of(PricingTier tier) => tier == PricingTier.Pro ? Pro : Free;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from tier in new[] { (Name: "Free", Limits: Free), (Name: "Pro", Limits: Pro) }
        where tier.Limits.Moderators < 0 || tier.Limits.MessagesPerDay < 0 || tier.Limits.ModelTokensPerDay < 0 || tier.Limits.ModelCostPerDay < 0
        select new ValidationResult(
            $"Tiers:{tier.Name}: Moderators, MessagesPerDay, ModelTokensPerDay and ModelCostPerDay must not be negative.");
}

/// <summary>The limits of one tier, for all of an account's moderators together.</summary>
public sealed class TierLimits
{
    /// <summary>How many moderators an account may own.</summary>
    public int Moderators { get; set; }

    /// <summary>How many messages are judged on one day (UTC).</summary>
    public long MessagesPerDay { get; set; }

    /// <summary>How many tokens models may read and write on one day (UTC); null has no limit.</summary>
    public long? ModelTokensPerDay { get; set; }

    /// <summary>What models may cost on one day (UTC), in US dollars; null has no limit.</summary>
    public decimal? ModelCostPerDay { get; set; }
}
