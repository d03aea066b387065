using System.Text.Json;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>What a client sent: an opcode and its data.</summary>
internal sealed record GatewayFrame(Opcode Opcode, JsonElement Data)
{
    public const int MaxBytes = 4096;

    public static GatewayFrame Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            var root = JsonElement.ParseValue(ref reader);
            if (reader.Read() || root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("op", out var op) || !op.TryGetInt32(out var number))
            {
                throw DecodeError();
            }

            return new GatewayFrame((Opcode)number, root.TryGetProperty("d", out var data) ? data : default);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw DecodeError();
        }
    }

    public string RequiredString(string name) =>
        Property(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw DecodeError();

    public long RequiredInteger(string name) =>
        Property(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : throw DecodeError();

    public JsonElement? Property(string name) =>
        Data.ValueKind != JsonValueKind.Object ? throw DecodeError()
        : Data.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static GatewayCloseException DecodeError() => new(CloseCode.DecodeError, "Error while decoding payload.");
}
