using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Budgets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Payments;

/// <summary>Changes whether a subscription is renewed, and notes it.</summary>
internal static class RenewalChange
{
    public static async Task<Results<Ok<PlanResponse>, ProblemHttpResult>> ExecuteAsync(
        string action, Func<Guid, CancellationToken, Task> change, Guid userId, HttpContext http, GovaDbContext db, TierOptions tiers,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var before = await PlanSubscription.FindAsync(db, userId, cancellationToken);
        await change(userId, cancellationToken);
        if (await PlanResponse.ReadAsync(db, userId, tiers, time, cancellationToken) is not { } plan)
        {
            return Problems.Result(Problems.Unauthenticated);
        }

        if (plan.Subscription is { } after)
        {
            await AuditLog.AddAsync(
                db, http, action, AuditTarget.OfAccount(userId, "subscription", after.SubscriptionId),
                new { before?.CancelAtPeriodEnd }, new { after.CancelAtPeriodEnd, after.CurrentPeriodEnd }, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        return TypedResults.Ok(plan);
    }
}
