using System.Security.Claims;
using Gova.Api.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Payments;

internal static class OpenPortal
{
    /// <param name="Url">Stripe's page: whoever has the address is let in, for a few minutes.</param>
    internal sealed record Response(string Url);

    /// <summary>Opens Stripe's page where the account's owner sees to cards, invoices and the subscription.</summary>
    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        ClaimsPrincipal user, BillingClient billing, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Response((await billing.OpenPortalAsync(user.Id(), cancellationToken)).Url));
}
