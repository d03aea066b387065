using System.Diagnostics.Metrics;
using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.DiscordGateway.Actions.Guards;

/// <summary>What the guards hold back.</summary>
internal sealed class GuardMetrics
{
    public GuardMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatewayMetrics.MeterName);
        BreakerTrips = meter.CreateCounter<long>("gova.actions.breaker_trips", description: "Moderators that acted too much and now must ask.");
        Returned = meter.CreateCounter<long>("gova.actions.returned", description: "Approved actions that were given to a human instead.");
        Refused = meter.CreateCounter<long>("gova.actions.refused", description: "Approved actions that a kill switch refused.");
    }

    public Counter<long> BreakerTrips { get; }

    public Counter<long> Returned { get; }

    public Counter<long> Refused { get; }
}
