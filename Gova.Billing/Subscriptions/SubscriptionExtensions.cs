namespace Gova.Billing.Subscriptions;

/// <summary>Registers what derives tiers from subscriptions.</summary>
internal static class SubscriptionExtensions
{
    public static IServiceCollection AddSubscriptions(this IServiceCollection services)
    {
        services.AddOptions<BillingOptions>().BindConfiguration("Billing").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ReadSubscriptions>();
        services.AddSingleton<ChangeTier>();
        services.AddSingleton<RefreshCustomer>();
        return services;
    }
}
