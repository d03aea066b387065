using System.Globalization;
using Gova.Data.Budgets;

namespace Gova.ModerationWorker.Budgets;

/// <summary>How much of something that a tier limits a day has used.</summary>
/// <param name="Name"><see cref="Messages"/> or <see cref="Model"/>.</param>
/// <param name="Used">In percent.</param>
/// <param name="UsedText">E.g. <c>812 messages</c>.</param>
/// <param name="LimitText">E.g. <c>1,000 messages</c>.</param>
internal sealed record UsageLevel(string Name, decimal Used, string UsedText, string LimitText, AccountUsage Usage, TierLimits Limits)
{
    public const string Messages = "messages";
    public const string Model = "model";

    public static decimal Percent(decimal used, decimal limit) => used >= limit ? 100 : 100 * used / limit;

    /// <param name="isModelSpent">The rest of the model budget is too little for a request.</param>
    public static IEnumerable<UsageLevel> Of(AccountUsage usage, TierLimits limits, bool isModelSpent)
    {
        if (usage.Messages > 0 || usage.Refused > 0)
        {
            yield return new UsageLevel(
                Messages, Percent(usage.Messages, limits.MessagesPerDay), Count(usage.Messages, "messages"), Count(limits.MessagesPerDay, "messages"),
                usage, limits);
        }

        var tokens = limits.ModelTokensPerDay is { } allowed && (usage.ModelTokens > 0 || isModelSpent) ? Percent(usage.ModelTokens, allowed) : (decimal?)null;
        var cost = limits.ModelCostPerDay is { } usd && (usage.ModelCost > 0 || isModelSpent) ? Percent(usage.ModelCost, usd) : (decimal?)null;
        if (tokens is null && cost is null)
        {
            yield break;
        }

        // Of the two, the one that ends first.
        var (used, usedText, limitText) = tokens > (cost ?? -1)
            ? (tokens.Value, Count(usage.ModelTokens, "tokens"), Count(limits.ModelTokensPerDay!.Value, "tokens"))
            : (cost!.Value, Dollars(usage.ModelCost), Dollars(limits.ModelCostPerDay!.Value));
        yield return new UsageLevel(Model, isModelSpent ? 100 : used, usedText, limitText, usage, limits);
    }

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {what}");

    private static string Dollars(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"{amount:#,0.00} US dollars");
}
