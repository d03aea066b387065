namespace Gova.Billing.Checkouts;

/// <summary>Registers what accounts can do about their subscriptions.</summary>
internal static class CheckoutExtensions
{
    public static IServiceCollection AddCheckouts(this IServiceCollection services) => services
        .AddSingleton<AccountTurns>()
        .AddSingleton<Prices>()
        .AddSingleton<CheckoutSessions>()
        .AddSingleton<EnsureCustomer>()
        .AddSingleton<StartCheckout>()
        .AddSingleton<ChangeRenewal>()
        .AddSingleton<OpenPortal>()
        .AddSingleton<ListInvoices>();
}
