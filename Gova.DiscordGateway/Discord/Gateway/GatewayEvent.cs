using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>An event of a session, as dispatched.</summary>
/// <param name="Type">E.g. <c>MESSAGE_CREATE</c>.</param>
/// <param name="Size">Bytes of its frame.</param>
/// <param name="HappenedAt">When it happened, where it tells.</param>
internal sealed record GatewayEvent(
    GatewaySession Session, long Sequence, string Type, JsonElement Data, int Size = 0, DateTimeOffset? HappenedAt = null)
{
    public const string Ready = "READY";
    public const string Resumed = "RESUMED";
    public const string MessageCreate = "MESSAGE_CREATE";

    /// <exception cref="JsonException">The data has not the shape of <typeparamref name="T"/>.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
        where T : class =>
        Data.ValueKind == JsonValueKind.Object && Data.Deserialize(type) is { } value
            ? value
            : throw new JsonException($"{Type} has no data.");
}
