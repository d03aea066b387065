using Gova.Simulators.Discord.World;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Community;

/// <summary>Puts the demo community together.</summary>
internal static class CommunityExtensions
{
    public static void AddCommunity(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<CommunityOptions>, CommunityOptionsValidator>();
        services.AddOptions<CommunityOptions>().BindConfiguration(CommunityOptions.Section).ValidateOnStart();
        services.AddSingleton<Crowd>();
        services.AddSingleton<Megaphone>();
        services.AddSingleton<Returners>();
        services.AddSingleton<CommunityClock>();
        services.AddHostedService<CommunityService>();
    }

    public static void SeedDemoGuild(this WebApplication app)
    {
        var world = app.Services.GetRequiredService<DiscordWorld>();
        lock (world.Gate)
        {
            world.Add(DemoGuild.Build(world.Now));
        }
    }
}
