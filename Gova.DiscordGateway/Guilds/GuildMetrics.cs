using System.Diagnostics.Metrics;
using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.DiscordGateway.Guilds;

/// <summary>How large the guild model is, and how often it had to ask.</summary>
internal sealed class GuildMetrics
{
    private readonly Meter _meter;

    public GuildMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(GatewayMetrics.MeterName);
        Loads = _meter.CreateCounter<long>("gova.discord.model_loads", description: "Guilds and members that were loaded from REST.");
    }

    public Counter<long> Loads { get; }

    public void Observe(GuildModel model)
    {
        _meter.CreateObservableGauge("gova.discord.model_guilds", () => model.Guilds.Count(), description: "Guilds in memory.");
        _meter.CreateObservableGauge(
            "gova.discord.model_entries", () => model.Guilds.Sum(guild => guild.Entries), description: "Roles, channels and threads in memory.");
        _meter.CreateObservableGauge("gova.discord.model_members", () => model.Members, description: "Members in memory.");
    }
}
