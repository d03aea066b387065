using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Payments;

internal static class GetPaymentLink
{
    /// <param name="Url">Stripe's page, where the account's owner goes now.</param>
    internal sealed record Response(string Url);

    /// <summary>Stripe's page where the account subscribes to PRO: as a checkout begins it, for links.</summary>
    public static async Task<Results<Ok<Response>, ValidationProblem, ProblemHttpResult>> Handle(
        [Description("How often is paid: month (unless given) or year.")] string? interval,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        BillingClient billing,
        CancellationToken cancellationToken)
    {
        var wanted = BillingInterval.Month;
        if (!string.IsNullOrEmpty(interval) && !StatusNames.TryParse(interval, out wanted))
        {
            return new FieldErrors().Require(false, "interval", "must be month or year").ToProblem();
        }

        var (refused, checkout) = await StartCheckout.StartAsync(wanted, user, http, db, billing, cancellationToken);
        return refused is not null ? refused : TypedResults.Ok(new Response(checkout!.Url));
    }
}
