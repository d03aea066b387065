using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.Pages;
using Gova.Simulators.Stripe.Rest;
using Gova.Simulators.Stripe.Webhooks;
using Gova.Simulators.Stripe.World;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Stripe;

/// <summary>Puts the Stripe stand-in together.</summary>
internal static class StripeExtensions
{
    private const string ApiRoot = "/v1";

    /// <summary>The model has its api under the same root.</summary>
    private static readonly string[] NotStripes = ["/v1/chat", "/v1/embeddings", "/v1/models"];

    public static void AddStripe(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<StripeSimulatorOptions>, StripeSimulatorOptionsValidator>();
        services.AddOptions<StripeSimulatorOptions>().BindConfiguration(StripeSimulatorOptions.Section).ValidateOnStart();
        services.AddSingleton<StripeClock>();
        services.AddSingleton<StripeWorld>();
        services.AddSingleton<ObjectWriter>();
        services.AddSingleton<Expansion>();
        services.AddSingleton<IdempotencyStore>();
        services.AddSingleton<StripeFaults>();
        services.AddSingleton<RequestLog>();
        services.AddSingleton<DeliveryFaults>();
        services.AddSingleton<Courier>();
        services.AddSingleton<Deliveries>();
        services.AddSingleton<Announcer>();
        services.AddSingleton<Charges>();
        services.AddSingleton<SubscriptionLife>();
        services.AddSingleton<CheckoutDesk>();
        services.AddSingleton<Life>();
    }

    public static void MapStripe(this WebApplication app)
    {
        app.UseWhen(IsStripes, branch => branch.UseMiddleware<StripeMiddleware>());
        app.MapCheckoutPage();
        app.MapPortalPage();
        var api = app.MapGroup(ApiRoot).AddEndpointFilter(FinishAsync);
        api.MapCustomers();
        api.MapPrices();
        api.MapCheckout();
        api.MapSubscriptions();
        api.MapInvoices();
        api.MapPortal();
        api.MapEvents();
        api.MapTestClocks();
        api.MapWebhookEndpoints();
    }

    private static bool IsStripes(HttpContext context) => context.Request.Path.StartsWithSegments(ApiRoot, StringComparison.Ordinal)
        && !NotStripes.Any(other => context.Request.Path.StartsWithSegments(other, StringComparison.Ordinal));

    /// <summary>Puts into the answer what it is asked to hold, in the version it is asked for; what is due next is looked at anew.</summary>
    private static async ValueTask<object?> FinishAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var answer = await next(invocation) as JsonObject;
        var parameters = invocation.Arguments.OfType<Parameters>().Single();
        if (!parameters.Closed)
        {
            throw new InvalidOperationException("An endpoint has to close its parameters before it changes anything.");
        }

        var services = invocation.HttpContext.RequestServices;
        services.GetRequiredService<Expansion>().Apply(answer!, parameters.Expand);
        ApiVersion.Apply(answer, StripeCall.Current!.Version);
        services.GetRequiredService<Life>().CatchUp();
        return answer;
    }
}
