using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Budgets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Payments;

internal static class GetPlan
{
    /// <summary>The account's tier, its subscription, what it has used today, and which moderators rest because of the tier.</summary>
    public static async Task<Results<Ok<PlanResponse>, UnauthorizedHttpResult>> Handle(
        ClaimsPrincipal user, GovaDbContext db, IOptions<TierOptions> tiers, TimeProvider time, CancellationToken cancellationToken) =>
        await PlanResponse.ReadAsync(db, user.Id(), tiers.Value, time, cancellationToken) is { } plan
            ? TypedResults.Ok(plan) : TypedResults.Unauthorized();
}
