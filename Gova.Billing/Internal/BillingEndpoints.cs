using Gova.Billing.Checkouts;
using Gova.Billing.Erasure;
using Gova.ServiceDefaults.Internal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Billing.Internal;

/// <summary>What billing does for accounts, asked by the api.</summary>
internal static class BillingEndpoints
{
    private const int MaxInvoices = 100;

    internal sealed record CheckoutRequest(string? Interval);

    /// <param name="Url">Stripe's page.</param>
    internal sealed record Page(string Url);

    public static IServiceCollection AddInternal(this IServiceCollection services) => services.AddInternalAccess();

    public static void MapInternal(this WebApplication app)
    {
        var group = app.MapInternalGroup().AddEndpointFilter<BillingTrouble>().MapGroup("/accounts/{userId:guid}");
        group.MapPost("/checkout", StartCheckoutAsync);
        group.MapPost("/portal", OpenPortalAsync);
        group.MapPost("/cancel", CancelAsync);
        group.MapPost("/resume", ResumeAsync);
        group.MapPost("/erase", async (Guid userId, EraseAtStripe erase, CancellationToken cancellationToken) =>
            TypedResults.Ok(await erase.ExecuteAsync(userId, cancellationToken)));
        group.MapGet("/invoices", ListInvoicesAsync);
    }

    private static async Task<Results<Ok<StartedCheckout>, ProblemHttpResult>> StartCheckoutAsync(
        Guid userId, CheckoutRequest request, StartCheckout checkout, CancellationToken cancellationToken)
    {
        if (!Intervals.IsKnown(request.Interval))
        {
            return InternalProblems.Malformed($"interval must be {Intervals.Month} or {Intervals.Year}.");
        }

        return TypedResults.Ok(await checkout.ExecuteAsync(userId, request.Interval!, cancellationToken));
    }

    private static async Task<Ok<Page>> OpenPortalAsync(Guid userId, OpenPortal portal, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page(await portal.ExecuteAsync(userId, cancellationToken)));

    private static async Task<NoContent> CancelAsync(Guid userId, ChangeRenewal renewal, CancellationToken cancellationToken)
    {
        await renewal.CancelAsync(userId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ResumeAsync(Guid userId, ChangeRenewal renewal, CancellationToken cancellationToken)
    {
        await renewal.ResumeAsync(userId, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <param name="after">The id of an invoice.</param>
    private static async Task<Results<Ok<ListInvoices.Part>, ProblemHttpResult>> ListInvoicesAsync(
        Guid userId, int limit, string? after, ListInvoices invoices, CancellationToken cancellationToken) =>
        limit is < 1 or > MaxInvoices
            ? InternalProblems.Malformed($"limit must be between 1 and {MaxInvoices}.")
            : TypedResults.Ok(await invoices.ExecuteAsync(userId, limit, after, cancellationToken));
}
