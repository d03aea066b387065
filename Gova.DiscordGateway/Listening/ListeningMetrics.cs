using System.Diagnostics.Metrics;
using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.DiscordGateway.Listening;

/// <summary>What listening counts.</summary>
internal sealed class ListeningMetrics(IMeterFactory meters)
{
    public Counter<long> IgnoredMessages { get; } = meters.Create(GatewayMetrics.MeterName).CreateCounter<long>(
        "gova.discord.ignored_messages", description: "Messages that no member wrote in a guild, by reason.");
}
