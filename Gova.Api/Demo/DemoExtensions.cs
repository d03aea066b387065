namespace Gova.Api.Demo;

internal static class DemoExtensions
{
    /// <summary>The account and moderator themselves are seeded by the <c>migrate</c> verb.</summary>
    public static IServiceCollection AddDemo(this IServiceCollection services)
    {
        services.AddOptions<DemoOptions>().BindConfiguration("Demo");
        return services.AddHostedService<DemoAnnouncement>();
    }
}
