using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Budgets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Payments;

internal static class ResumeSubscription
{
    /// <summary>Lets a subscription that was cancelled, and has not ended yet, go on.</summary>
    public static async Task<Results<Ok<PlanResponse>, ProblemHttpResult>> Handle(
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        BillingClient billing,
        IOptions<TierOptions> tiers,
        TimeProvider time,
        CancellationToken cancellationToken) =>
        await RenewalChange.ExecuteAsync(
            "subscription.resumed", billing.ResumeAsync, user.Id(), http, db, tiers.Value, time, cancellationToken);
}
