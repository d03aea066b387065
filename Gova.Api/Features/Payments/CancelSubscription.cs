using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Budgets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Payments;

internal static class CancelSubscription
{
    /// <summary>Lets the subscription end with the period that is paid for. Until then everything stays, and it can be resumed.</summary>
    public static async Task<Results<Ok<PlanResponse>, ProblemHttpResult>> Handle(
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        BillingClient billing,
        IOptions<TierOptions> tiers,
        TimeProvider time,
        CancellationToken cancellationToken) =>
        await RenewalChange.ExecuteAsync(
            "subscription.cancelled", billing.CancelAsync, user.Id(), http, db, tiers.Value, time, cancellationToken);
}
