using Gova.Billing.Webhooks.Events;

namespace Gova.Billing.Webhooks;

/// <summary>Registers what takes events from Stripe and what handles them.</summary>
internal static class WebhookExtensions
{
    public static IServiceCollection AddStripeWebhooks(this IServiceCollection services)
    {
        services.AddStripeEvents();
        services.AddSingleton<EventInbox>().AddHostedService(provider => provider.GetRequiredService<EventInbox>());
        services.AddSingleton<InboxWorker>().AddHostedService(provider => provider.GetRequiredService<InboxWorker>());
        return services;
    }

    public static void MapStripeWebhooks(this WebApplication app) => app.MapPost(StripeWebhook.Path, StripeWebhook.Handle);

    private static void AddStripeEvents(this IServiceCollection services)
    {
        services.AddSingleton<StripeEventHandler, CheckoutSessionCompleted>();
        services.AddSingleton<StripeEventHandler, CheckoutSessionExpired>();
        services.AddSingleton<StripeEventHandler, CustomerDeleted>();
        services.AddSingleton<StripeEventHandler, InvoicePaid>();
        services.AddSingleton<StripeEventHandler, InvoicePaymentActionRequired>();
        services.AddSingleton<StripeEventHandler, InvoicePaymentFailed>();
        services.AddSingleton<StripeEventHandler, SubscriptionCreated>();
        services.AddSingleton<StripeEventHandler, SubscriptionDeleted>();
        services.AddSingleton<StripeEventHandler, SubscriptionPaused>();
        services.AddSingleton<StripeEventHandler, SubscriptionResumed>();
        services.AddSingleton<StripeEventHandler, SubscriptionTrialWillEnd>();
        services.AddSingleton<StripeEventHandler, SubscriptionUpdated>();
        services.AddSingleton<EventKinds>();
        services.AddSingleton<Arrivals>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<EventQueue>();
        services.AddSingleton<HandleEvents>();
    }
}
