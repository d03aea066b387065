using Gova.ServiceDefaults;

namespace Gova.Billing.Stripe;

/// <summary>Registers the client.</summary>
internal static class StripeExtensions
{
    private const string LocalSite = "http://localhost:5080";

    public static IServiceCollection AddStripe(this IServiceCollection services)
    {
        services.AddOptions<StripeOptions>().BindConfiguration(StripeOptions.Section)
            .PostConfigure<IConfiguration>((options, configuration) =>
                options.UseSite(configuration["Email:SiteUrl"] is { Length: > 0 } site ? site : LocalSite))
            .ValidateDataAnnotations().ValidateOnStart();

        // It repeats calls itself, and trace headers are none of Stripe's business.
        services.AddHttpClient(StripeClient.Name, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveStandardResilience()
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.ActivityHeadersPropagator = null;
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
                handler.ConnectTimeout = TimeSpan.FromSeconds(5);
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
            });
        services.AddSingleton<StripeClient>();
        return services;
    }
}
