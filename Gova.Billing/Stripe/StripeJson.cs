using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gova.Billing.Stripe;

/// <summary>The JSON of Stripe: snake_case, moments as Unix seconds, and what is not asked for is passed over.</summary>
internal static class StripeJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new UnixSeconds() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private sealed class UnixSeconds : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64());
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentOutOfRangeException)
            {
                throw new JsonException("No Unix seconds.", e);
            }
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.ToUnixTimeSeconds());
    }
}

/// <summary>Reads a reference, which is an id, or the object itself where it was asked to be expanded.</summary>
internal sealed class StripeReference : JsonConverter<string?>
{
    public override bool HandleNull => true;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Null)
        {
            return reader.GetString();
        }

        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("id", out var id)
            && id.ValueKind == JsonValueKind.String ? id.GetString() : throw new JsonException("No reference.");
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
