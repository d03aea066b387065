using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>An event as it is offered to the sessions; its JSON is written once, and only if somebody receives it.</summary>
internal sealed class GatewayEvent(string type, Func<JsonObject> data)
{
    private byte[]? full;
    private byte[]? stripped;

    public string Type => type;

    /// <summary>The guild it belongs to; none means a direct message, which shard 0 receives.</summary>
    public Guild? Guild { get; init; }

    /// <summary>The intent that subscribes to it.</summary>
    public Intents Intent { get; init; }

    /// <summary>It happened where the bot cannot look.</summary>
    public bool Hidden { get; init; }

    /// <summary>The form for sessions without the message content intent, when that differs.</summary>
    public Func<JsonObject>? WithoutContent { get; init; }

    public byte[] DataFor(Intents intents)
    {
        if (WithoutContent is not null && !intents.HasFlag(Intents.MessageContent))
        {
            return stripped ??= JsonSerializer.SerializeToUtf8Bytes(WithoutContent());
        }

        return full ??= JsonSerializer.SerializeToUtf8Bytes(data());
    }
}
