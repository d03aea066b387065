using Gova.Data;
using Gova.Data.Budgets;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Payments;

/// <summary>What an account's communities used on one day (UTC).</summary>
/// <param name="Messages">Messages judged.</param>
/// <param name="Refused">Those that came when the limit was reached.</param>
/// <param name="ModelTokens">What models read and wrote. What is under way counts with what it may use at most.</param>
/// <param name="ModelCost">In US dollars.</param>
internal sealed record UsageDay(DateOnly Day, long Messages, long Refused, long ModelTokens, decimal ModelCost)
{
    /// <returns>One for each day, also where nothing happened.</returns>
    public static async Task<IReadOnlyList<UsageDay>> ReadAsync(
        GovaDbContext db, Guid userId, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var used = await db.AccountUsage.AsNoTracking().Where(u => u.UserId == userId && u.Day >= first && u.Day <= last)
            .ToDictionaryAsync(u => u.Day, cancellationToken);
        return
        [
            .. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays).Select(day =>
                used.TryGetValue(day, out AccountUsage? usage)
                    ? new UsageDay(day, usage.Messages, usage.Refused, usage.ModelTokens, usage.ModelCost)
                    : new UsageDay(day, 0, 0, 0, 0)),
        ];
    }
}
