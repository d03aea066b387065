using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Gova.Simulators.Discord.World;

/// <summary>A Discord id: milliseconds since 2015 in the upper 42 bits. Travels as a JSON string, is read from a number too.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct Snowflake(ulong Value) : IComparable<Snowflake>
{
    public const long Epoch = 1_420_070_400_000;

    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds((long)(Value >> 22) + Epoch);

    public static bool TryParse(string? text, out Snowflake id)
    {
        var parsed = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        id = new Snowflake(value);
        return parsed;
    }

    public int CompareTo(Snowflake other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    public static implicit operator JsonNode(Snowflake id) => JsonValue.Create(id.ToString());

    private sealed class Converter : JsonConverter<Snowflake>
    {
        public override Snowflake Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType switch
            {
                JsonTokenType.Number when reader.TryGetUInt64(out var number) => new Snowflake(number),
                JsonTokenType.String when TryParse(reader.GetString(), out var id) => id,
                _ => throw new JsonException("A snowflake is a decimal string."),
            };

        public override void Write(Utf8JsonWriter writer, Snowflake value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
