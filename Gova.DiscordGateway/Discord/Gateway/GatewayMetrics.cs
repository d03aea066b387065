using System.Diagnostics.Metrics;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>What the gateway counts.</summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "Gova.DiscordGateway";

    public GatewayMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        MalformedFrames = meter.CreateCounter<long>("gova.discord.malformed_frames", description: "Frames that could not be read.");
        MalformedEvents = meter.CreateCounter<long>("gova.discord.malformed_events", description: "Events whose data could not be used.");
        LostSessions = meter.CreateCounter<long>("gova.discord.lost_sessions", description: "Sessions Discord refused to resume: a gap.");
        Reconnects = meter.CreateCounter<long>("gova.discord.reconnects", description: "Connections after the first.");
        PublishedEvents = meter.CreateCounter<long>("gova.discord.published_events", description: "Events that Kafka acknowledged.");
        DroppedEdits = meter.CreateCounter<long>(
            "gova.discord.dropped_edits", description: "Edits that came without their text and that Discord does not complete.");
    }

    public Counter<long> MalformedFrames { get; }

    public Counter<long> MalformedEvents { get; }

    public Counter<long> LostSessions { get; }

    public Counter<long> Reconnects { get; }

    public Counter<long> PublishedEvents { get; }

    public Counter<long> DroppedEdits { get; }
}
