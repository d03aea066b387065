using System.Globalization;
using System.Text.Json;
using Gova.Data.Accounts;
using Gova.Data.Alerts;
using Gova.Data.Emails;

namespace Gova.ModerationWorker.Budgets;

/// <summary>What an account is told: so much of what its tier allows in a day is used.</summary>
internal sealed record UsageNotice(UsageLevel Level, int Percent, DateOnly Day, PricingTier PricingTier)
{
    public string Tier => PricingTier.ToString().ToUpperInvariant();

    private string Date => Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private bool IsSpent => Percent >= 100;

    private bool IsMessages => Level.Name == UsageLevel.Messages;

    private string Effect => IsMessages
        ? "What is posted beyond them is recorded and not judged."
        : "Beyond it only rules and the local model judge.";

    /// <summary>One a day for each account, threshold and tier: a higher tier's day has further to go.</summary>
    public string EmailKey(Guid accountId) => $"usage:{Level.Name}:{Percent}:{Tier}:{accountId}:{Date}";

    public NewAlert AlertOf(Guid moderatorId) => IsMessages
        ? new NewAlert(
            moderatorId, AlertKind.Quota, IsSpent ? Date : $"{Date} {Percent}",
            IsSpent ? "The day's messages are used up: none is judged until midnight (UTC)." : $"{Percent} % of the day's messages are used.",
            JsonSerializer.Serialize(
                new QuotaDetails(Date, Tier, Level.Limits.MessagesPerDay, Level.Usage.Messages, Percent), BudgetJson.Default.QuotaDetails))
        : new NewAlert(
            moderatorId, AlertKind.Budget, IsSpent ? $"{Date} account" : $"{Date} account {Percent}",
            IsSpent
                ? "The day's model budget of the account is spent: only rules and the local model judge."
                : $"{Percent} % of the day's model budget of the account is used.",
            JsonSerializer.Serialize(
                new AccountBudgetDetails(
                    Date, Tier, Percent, Level.Usage.ModelTokens, Level.Limits.ModelTokensPerDay, Level.Usage.ModelCost, Level.Limits.ModelCostPerDay),
                BudgetJson.Default.AccountBudgetDetails));

    public Email EmailTo(string username)
    {
        var resetsAt = new DateTimeOffset(Day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        return IsMessages && IsSpent
            ? new QuotaReached(username, Tier, (int)Level.Limits.MessagesPerDay, resetsAt)
            : new UsageWarning(
                username, Tier, Percent, IsMessages ? "messages" : "model budget", Level.UsedText, Level.LimitText, Effect, resetsAt);
    }
}
