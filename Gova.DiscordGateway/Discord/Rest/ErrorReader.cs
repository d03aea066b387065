using System.Text.Json;

namespace Gova.DiscordGateway.Discord.Rest;

/// <summary>Reads error bodies, which may be anything: a proxy's page, for one.</summary>
internal static class ErrorReader
{
    public static ErrorBody Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, DiscordJson.Default.ErrorBody) ?? new ErrorBody();
        }
        catch (JsonException)
        {
            return new ErrorBody();
        }
    }

    public static IReadOnlyList<string> Fields(ErrorBody error) =>
        error.Errors.ValueKind == JsonValueKind.Object ? [.. error.Errors.EnumerateObject().Select(field => field.Name)] : [];
}
