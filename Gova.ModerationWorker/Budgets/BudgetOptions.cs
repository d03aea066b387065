using System.ComponentModel.DataAnnotations;
using Gova.Data.Budgets;

namespace Gova.ModerationWorker.Budgets;

/// <summary>What a moderator's model requests may use in a day (UTC), by its owner's subscription, from the section <c>Budgets</c>.</summary>
internal sealed class BudgetOptions : IValidatableObject
{
    public TierBudget Free { get; set; } = new();

    public TierBudget Pro { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Free.Problems("Budgets:Free").Concat(Pro.Problems("Budgets:Pro"));
}

/// <summary>The limits of one subscription; null has none. A moderator's own <c>budget</c> can only lower them.</summary>
internal sealed class TierBudget
{
    public long? TokensPerDay { get; set; }

    public decimal? UsdPerDay { get; set; }

    public UsageLimit Limit => new(TokensPerDay, UsdPerDay);

    public IEnumerable<ValidationResult> Problems(string path)
    {
        if (TokensPerDay < 0)
        {
            yield return new ValidationResult($"{path}:TokensPerDay must not be negative; leave it out for no limit.");
        }

        if (UsdPerDay < 0)
        {
            yield return new ValidationResult($"{path}:UsdPerDay must not be negative; leave it out for no limit.");
        }
    }
}
