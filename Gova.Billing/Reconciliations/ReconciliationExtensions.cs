using Gova.Billing.Erasure;

namespace Gova.Billing.Reconciliations;

/// <summary>Registers the comparison with Stripe.</summary>
internal static class ReconciliationExtensions
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services) => services
        .AddErasure()
        .AddSingleton<Pace>()
        .AddSingleton<CompareAccounts>()
        .AddSingleton<CompareCustomers>()
        .AddSingleton<CompareCheckouts>()
        .AddSingleton<FetchEvents>()
        .AddSingleton<Reconcile>()
        .AddSingleton<ReconcileKeeper>().AddHostedService(provider => provider.GetRequiredService<ReconcileKeeper>());
}
