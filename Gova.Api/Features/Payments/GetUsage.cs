using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Budgets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Payments;

/// <summary>What an account used day by day, and what its tier allows in one.</summary>
/// <param name="PricingTier"><c>FREE</c> or <c>PRO</c>: whose limits they are, now.</param>
/// <param name="Days">In UTC, the oldest first.</param>
internal sealed record UsageResponse(string PricingTier, UsageLimits Limits, IReadOnlyList<UsageDay> Days);

/// <summary>What all moderators of an account together may use on one day; null has no limit.</summary>
/// <param name="ModelCostPerDay">In US dollars.</param>
internal sealed record UsageLimits(long MessagesPerDay, long? ModelTokensPerDay, decimal? ModelCostPerDay);

internal static class GetUsage
{
    private const int MaxDays = 366;
    private const int DefaultDays = 30;

    private static readonly DateOnly Earliest = new(2015, 1, 1);

    /// <summary>What the account's moderators used, day by day, and the limits.</summary>
    public static async Task<Results<Ok<UsageResponse>, UnauthorizedHttpResult, ValidationProblem>> Handle(
        [Description("First day (2026-11-01), in UTC. Until to, at most 366 days; the last 30 days, unless given.")] DateOnly? from,
        [Description("Last day; today, unless given.")] DateOnly? to,
        ClaimsPrincipal user,
        GovaDbContext db,
        IOptions<TierOptions> tiers,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var last = to ?? today;
        var errors = new FieldErrors().Require(last >= Earliest && last <= today, "to", $"must be a day from {Earliest:O} on, and not in the future");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var first = from ?? last.AddDays(1 - DefaultDays);
        errors.Require(first <= last, "from", "must not be after to")
            .Require(last.DayNumber - first.DayNumber < MaxDays, "from", $"must be at most {MaxDays} days before to");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var id = user.Id();
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.UserId == id && u.DeletedAt == null, cancellationToken) is not { } account)
        {
            return TypedResults.Unauthorized();
        }

        var limits = tiers.Value.Of(account.PricingTier);
        return TypedResults.Ok(new UsageResponse(
            account.PricingTier.ToString().ToUpperInvariant(),
            new UsageLimits(limits.MessagesPerDay, limits.ModelTokensPerDay, limits.ModelCostPerDay),
            await UsageDay.ReadAsync(db, id, first, last, cancellationToken)));
    }
}
