using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Gova.Data.Alerts;
using Gova.Data.Budgets;
using Gova.ModerationWorker.Llm;

namespace Gova.ModerationWorker.Budgets;

/// <summary>
/// Keeps the model requests of each moderator, and of all that an account owns, within their day's tokens and money: asked before
/// every request, told after it. What a process had reserved when it died stays counted, and nothing more. When a day is spent,
/// those concerned are told once.
/// </summary>
internal sealed partial class ModelBudgets(
    ModelUsageLedger ledger,
    RaiseAlert alerts,
    UsageWarnings warnings,
    BudgetOptions options,
    LlmOptions llm,
    TimeProvider time,
    ILogger<ModelBudgets> logger)
{
    /// <summary>For reasons and notes.</summary>
    public const string SpentReason = "the day's model budget is spent";

    private readonly ConcurrentDictionary<(Guid ModeratorId, string Pool), DateOnly> _told = new();

    /// <param name="tier">E.g. <c>model</c>, <c>second_model</c>, <c>summary</c>; <c>backtest</c> has a budget of its own.</param>
    /// <param name="estimatedTokens">What the request uses at most, prompt and answer.</param>
    /// <returns>Null when the day's budget has no room for it.</returns>
    public ValueTask<BudgetGrant?> TryReserveAsync(Guid moderatorId, string tier, int estimatedTokens, CancellationToken cancellationToken) =>
        TryReserveAsync(moderatorId, tier, estimatedTokens, llm.PricesOf(tier), cancellationToken);

    /// <summary>As the other, for a model with prices of its own.</summary>
    public async ValueTask<BudgetGrant?> TryReserveAsync(
        Guid moderatorId, string tier, int estimatedTokens, ModelPrices prices, CancellationToken cancellationToken)
    {
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var claim = new UsageClaim(moderatorId, day, tier, estimatedTokens, prices.AtMost(estimatedTokens));
        var reservation = await ledger.ReserveAsync(claim, options.Free.Limit, options.Pro.Limit, cancellationToken);
        if (reservation.Account is { } account)
        {
            // A backtest is refused while its account still has a good deal for messages.
            var isSpent = !reservation.IsGranted && reservation.HasOwnRoom && tier != ModelUsageLedger.Backtest;
            warnings.Note(account, claim.Tokens, claim.Cost, isSpent, day);
            if (reservation.IsGranted)
            {
                return new BudgetGrant(claim, account.UserId, prices);
            }
        }

        Telemetry.OverBudget.Add(1, new KeyValuePair<string, object?>("tier", tier));
        if (!reservation.HasOwnRoom)
        {
            await TellAsync(claim, reservation, cancellationToken);
        }

        return null;
    }

    /// <summary>Counts what the request used instead of what was reserved for it.</summary>
    public async ValueTask SettleAsync(BudgetGrant grant, BudgetUse use, CancellationToken cancellationToken)
    {
        if (grant.TrySettle())
        {
            await ledger.SettleAsync(
                grant.Claim, grant.OwnerId, use.Messages, use.InputTokens, use.OutputTokens,
                grant.Prices.Of(use.InputTokens, use.OutputTokens), cancellationToken);
        }
    }

    /// <summary>After an account's tier has changed: what was told may be no longer so, and what is so then is told anew.</summary>
    public void Forget() => _told.Clear();

    private async Task TellAsync(UsageClaim claim, UsageReservation day, CancellationToken cancellationToken)
    {
        var pool = claim.Tier == ModelUsageLedger.Backtest ? ModelUsageLedger.Backtest : "";
        if (_told.TryGetValue((claim.ModeratorId, pool), out var told) && told == claim.Day)
        {
            return;
        }

        try
        {
            var date = claim.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            await alerts.RaiseAsync(
                claim.ModeratorId,
                AlertKind.Budget,
                pool.Length == 0 ? date : $"{date} {pool}",
                pool.Length == 0 ? "The day's model budget is spent: only rules and the local model judge." : "The day's budget for backtests is spent.",
                JsonSerializer.Serialize(
                    new BudgetDetails(date, claim.Tier, day.TokensUsed, day.TokensAllowed, day.UsdUsed, day.UsdAllowed),
                    BudgetJson.Default.BudgetDetails),
                cancellationToken);
            _told[(claim.ModeratorId, pool)] = claim.Day;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Judging does not wait for it; the next request over the budget tells.
            Log.NotTold(logger, claim.ModeratorId, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Nobody could be told yet that the model budget of moderator {ModeratorId} is spent")]
        public static partial void NotTold(ILogger logger, Guid moderatorId, Exception error);
    }
}
