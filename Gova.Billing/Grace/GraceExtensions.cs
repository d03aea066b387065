namespace Gova.Billing.Grace;

/// <summary>Registers what looks after accounts whose payment is missing.</summary>
internal static class GraceExtensions
{
    public static IServiceCollection AddGrace(this IServiceCollection services) => services
        .AddSingleton<SendNotices>().AddSingleton<EndGrace>()
        .AddSingleton<GraceKeeper>().AddHostedService(provider => provider.GetRequiredService<GraceKeeper>());
}
