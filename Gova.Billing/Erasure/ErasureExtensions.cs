namespace Gova.Billing.Erasure;

/// <summary>Registers what removes accounts from Stripe.</summary>
internal static class ErasureExtensions
{
    public static IServiceCollection AddErasure(this IServiceCollection services) => services
        .AddSingleton<CloseCustomer>().AddSingleton<EraseAtStripe>();
}
