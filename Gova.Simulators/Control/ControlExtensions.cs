namespace Gova.Simulators.Control;

/// <summary>Everything under <c>/simulator</c>: tests and demos look behind the scenes and steer here.</summary>
internal static class ControlExtensions
{
    public static void AddControl(this IServiceCollection services)
    {
        services.AddSingleton<Finder>();
        services.AddSingleton<BurstRunner>();
    }

    public static void MapControl(this WebApplication app)
    {
        var control = app.MapGroup("/simulator").AddEndpointFilter(LoopbackOnly.FilterAsync);
        control.MapCommunity();
        control.MapFleets();
        control.MapInteractions();
        control.MapMembers();
        control.MapStructure();
        control.MapThreads();
        control.MapAutoModeration();
        control.MapMessages();
        control.MapBursts();
        control.MapDiscordFaults();
        control.MapLlmFaults();
        control.MapStripeFaults();
        control.MapStripeDeliveries();
        control.MapStripeCustomers();
    }
}
