using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Payments;

internal static class StartCheckout
{
    /// <param name="Interval">How often is paid.</param>
    internal sealed record Request(BillingInterval? Interval);

    /// <param name="Url">Stripe's page, where the account's owner goes now.</param>
    /// <param name="ExpiresAt">Until when it can be used.</param>
    internal sealed record Response(string Url, DateTimeOffset ExpiresAt);

    /// <summary>
    /// Begins a subscription to PRO, which is paid on Stripe's page. As long as that page is open it is the answer to every request
    /// for the same interval; a request for the other closes it. The tier changes the moment Stripe says so.
    /// </summary>
    public static async Task<Results<Ok<Response>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        BillingClient billing,
        CancellationToken cancellationToken)
    {
        if (request.Interval is not { } interval)
        {
            return new FieldErrors().Require(false, "interval", "must be month or year").ToProblem();
        }

        var (refused, checkout) = await StartAsync(interval, user, http, db, billing, cancellationToken);
        return refused is not null ? refused : TypedResults.Ok(new Response(checkout!.Url, checkout.ExpiresAt));
    }

    /// <returns>Why it is refused, or the checkout.</returns>
    public static async Task<(ProblemHttpResult? Refused, BillingCheckout? Checkout)> StartAsync(
        BillingInterval interval, ClaimsPrincipal user, HttpContext http, GovaDbContext db, BillingClient billing, CancellationToken cancellationToken)
    {
        var userId = user.Id();
        var isVerified = await db.Users.Where(u => u.UserId == userId && u.DeletedAt == null)
            .Select(u => (bool?)u.IsVerified).SingleOrDefaultAsync(cancellationToken);
        if (isVerified is not true)
        {
            return (Problems.Result(isVerified is null ? Problems.Unauthenticated : Problems.EmailNotVerified), null);
        }

        var checkout = await billing.StartCheckoutAsync(userId, interval, cancellationToken);
        var target = AuditTarget.OfAccount(userId, "checkout", $"{checkout.CheckoutId}");
        // Also when the answer to the request that began it was lost, and once however often it is asked for.
        if (!await db.AuditLog.AnyAsync(e => e.TargetKind == target.Kind && e.TargetId == target.Id, cancellationToken))
        {
            await AuditLog.AddAsync(db, http, "checkout.started", target, null, new { interval }, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        return (null, checkout);
    }
}
