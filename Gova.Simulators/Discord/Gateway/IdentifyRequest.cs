using System.Text.Json;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>A checked identify.</summary>
internal sealed record IdentifyRequest(string Token, Intents Intents, Shard Shard)
{
    public static IdentifyRequest Parse(GatewayFrame frame, Intents allowed)
    {
        var token = frame.RequiredString("token");
        if (frame.Property("properties") is not { ValueKind: JsonValueKind.Object })
        {
            throw GatewayFrame.DecodeError();
        }

        if (frame.Property("presence") is { } presence)
        {
            PresenceUpdate.Check(presence);
        }

        return new IdentifyRequest(token, ParseIntents(frame.RequiredInteger("intents"), allowed), ParseShard(frame));
    }

    private static Intents ParseIntents(long value, Intents allowed)
    {
        if (value < 0 || (value & ~(long)Intents.Known) != 0)
        {
            throw new GatewayCloseException(CloseCode.InvalidIntents, "Invalid intent(s).");
        }

        var intents = (Intents)value;
        return (intents & ~allowed) == 0
            ? intents
            : throw new GatewayCloseException(CloseCode.DisallowedIntents, "Disallowed intent(s).");
    }

    private static Shard ParseShard(GatewayFrame frame)
    {
        if (frame.Property("shard") is not { } shard)
        {
            return Shard.Single;
        }

        if (shard.ValueKind != JsonValueKind.Array || shard.GetArrayLength() != 2
            || shard.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Number)
            || !shard[0].TryGetInt32(out var id) || !shard[1].TryGetInt32(out var count) || id < 0 || count < 1 || id >= count)
        {
            throw new GatewayCloseException(CloseCode.InvalidShard, "Invalid shard.");
        }

        return new Shard(id, count);
    }
}
