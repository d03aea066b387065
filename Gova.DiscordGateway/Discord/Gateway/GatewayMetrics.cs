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
        UnknownOpcodes = meter.CreateCounter<long>("gova.discord.unknown_opcodes", description: "Frames with an opcode that means nothing here.");
        UnknownEvents = meter.CreateCounter<long>("gova.discord.unknown_events", description: "Events that nothing here handles.");
        LostSessions = meter.CreateCounter<long>("gova.discord.lost_sessions", description: "Sessions Discord refused to resume: a gap.");
        Identifies = meter.CreateCounter<long>("gova.discord.identifies", description: "New sessions asked for, of which a day has few.");
        Resumes = meter.CreateCounter<long>("gova.discord.resumes", description: "Sessions that went on after a lost connection.");
        Reconnects = meter.CreateCounter<long>("gova.discord.reconnects", description: "Connections after the first.");
        BackfilledMessages = meter.CreateCounter<long>("gova.discord.backfilled_messages", description: "Messages fetched to fill a gap.");
        Unfilled = meter.CreateCounter<long>("gova.discord.unfilled", description: "Channels and servers whose gap could not be filled in full.");
        FullBuffers = meter.CreateCounter<long>("gova.discord.full_buffers", description: "Connections left because events waited for Kafka.");
        PublishedEvents = meter.CreateCounter<long>("gova.discord.published_events", description: "Events that Kafka acknowledged.");
        DroppedEdits = meter.CreateCounter<long>(
            "gova.discord.dropped_edits", description: "Edits that came without their text and that Discord does not complete.");
    }

    public Counter<long> MalformedFrames { get; }

    public Counter<long> MalformedEvents { get; }

    public Counter<long> UnknownOpcodes { get; }

    public Counter<long> UnknownEvents { get; }

    public Counter<long> LostSessions { get; }

    public Counter<long> Identifies { get; }

    public Counter<long> Resumes { get; }

    public Counter<long> Reconnects { get; }

    public Counter<long> BackfilledMessages { get; }

    public Counter<long> Unfilled { get; }

    public Counter<long> FullBuffers { get; }

    public Counter<long> PublishedEvents { get; }

    public Counter<long> DroppedEdits { get; }
}
