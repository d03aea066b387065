using System.Text.Json;
using System.Text.Json.Serialization;
using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>What the gateway sends.</summary>
/// <param name="Op">An <see cref="Opcode"/>, perhaps a newer one.</param>
/// <param name="D">Data of the opcode or event.</param>
/// <param name="S">Sequence number of an event.</param>
/// <param name="T">Name of an event.</param>
internal sealed record GatewayFrame([property: JsonRequired] int Op, JsonElement D = default, long? S = null, string? T = null)
{
    /// <summary>Null when the bytes are no frame.</summary>
    public static GatewayFrame? TryParse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, DiscordJson.Default.GatewayFrame);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal enum Opcode
{
    Dispatch = 0,
    Heartbeat = 1,
    Identify = 2,
    PresenceUpdate = 3,
    Resume = 6,
    Reconnect = 7,
    RequestGuildMembers = 8,
    InvalidSession = 9,
    Hello = 10,
    HeartbeatAck = 11,
}

internal sealed record HelloData(int HeartbeatInterval);

/// <param name="Guilds">By id only: GUILD_CREATE follows for each.</param>
internal sealed record ReadyData(string? SessionId = null, string? ResumeGatewayUrl = null, IReadOnlyList<DiscordGuild>? Guilds = null);
