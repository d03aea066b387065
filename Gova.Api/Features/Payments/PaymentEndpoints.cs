using Gova.Api.Auth;
using Gova.ServiceDefaults;

namespace Gova.Api.Features.Payments;

internal static class PaymentEndpoints
{
    public static IServiceCollection AddPayments(this IServiceCollection services)
    {
        // Billing repeats its calls of Stripe itself, for longer than an attempt may take as a rule.
        services.AddHttpClient<BillingClient>(http => (http.BaseAddress, http.Timeout) = (new Uri("http://billing/"), TimeSpan.FromSeconds(35)))
            .RemoveStandardResilience();
        return services;
    }

    /// <summary>About the caller's own account: the owner of moderators pays, whoever else works on them.</summary>
    public static void MapPayments(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/payments").WithTags("payments").RequireAuthorization().AddEndpointFilter<BillingTrouble>()
            .ProducesProblem(401).ProducesProblem(403);
        var read = group.MapGroup("").RequireScope(Scopes.BillingRead);
        read.MapGet("/plan", GetPlan.Handle);
        read.MapGet("/usage", GetUsage.Handle);
        read.MapGet("/invoices", ListInvoices.Handle).ProducesProblem(503);

        var write = group.MapGroup("").RequireScope(Scopes.BillingWrite).ProducesProblem(409).ProducesProblem(503);
        write.MapPost("/checkout", StartCheckout.Handle);
        write.MapGet("/payment-link", GetPaymentLink.Handle);
        write.MapPost("/portal", OpenPortal.Handle);
        write.MapPost("/cancel", CancelSubscription.Handle);
        write.MapPost("/resume", ResumeSubscription.Handle);
    }
}
