using System.Text.Json;

namespace Gova.DiscordGateway.Actions;

/// <summary>An action's stored parameters, checked again right before they are sent.</summary>
internal static class ActionParameters
{
    /// <summary>Discord's limit: 28 days, in seconds.</summary>
    public const int MaxDuration = 2_419_200;

    /// <summary>Discord's limit of a message.</summary>
    public const int MaxContent = 2_000;

    /// <exception cref="InvalidParametersException">Missing, of another type, or out of range.</exception>
    public static TimeSpan Duration(string json) =>
        Member(json, "duration") is { ValueKind: JsonValueKind.Number } value
            && value.TryGetInt32(out var seconds) && seconds is >= 1 and <= MaxDuration
            ? TimeSpan.FromSeconds(seconds)
            : throw new InvalidParametersException($"The timeout's duration must be a whole number of seconds from 1 to {MaxDuration}.");

    /// <inheritdoc cref="Duration"/>
    public static string Content(string json) =>
        Member(json, "content") is { ValueKind: JsonValueKind.String } value
            && value.GetString()!.Trim() is { Length: >= 1 and <= MaxContent } content
            ? content
            : throw new InvalidParametersException($"The reply's content must have 1 to {MaxContent} characters.");

    private static JsonElement? Member(string json, string name)
    {
        try
        {
            var root = JsonElement.Parse(json);
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The action cannot be executed as it is stored.</summary>
internal sealed class InvalidParametersException(string message) : Exception(message);
