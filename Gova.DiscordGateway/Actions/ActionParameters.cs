using System.Globalization;
using System.Text.Json;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions;

/// <summary>An action's stored parameters, checked again right before they are sent.</summary>
internal static class ActionParameters
{
    /// <exception cref="InvalidParametersException">Missing, of another type, or out of range.</exception>
    public static TimeSpan Duration(ActionEvent action, ActionType type) =>
        OptionalDuration(action, type) ?? throw OutOfRange(type, "duration", "seconds", 1, ActionParams.MaxDurationOf(type));

    /// <summary>Null when none is given.</summary>
    /// <inheritdoc cref="Duration"/>
    public static TimeSpan? OptionalDuration(ActionEvent action, ActionType type) =>
        Number(action, type, "duration", "seconds", 1, ActionParams.MaxDurationOf(type)) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>None deletes nothing.</summary>
    /// <inheritdoc cref="Duration"/>
    public static int DeleteMessageSeconds(ActionEvent action) =>
        Number(action, ActionType.Ban, "delete_message_seconds", "seconds", 0, ActionParams.MaxDeleteMessageSeconds) ?? 0;

    /// <inheritdoc cref="Duration"/>
    public static int Interval(ActionEvent action) =>
        Number(action, ActionType.SlowMode, "interval", "seconds", 0, ActionParams.MaxInterval)
        ?? throw OutOfRange(ActionType.SlowMode, "interval", "seconds", 0, ActionParams.MaxInterval);

    /// <inheritdoc cref="Duration"/>
    public static int Count(ActionEvent action) =>
        Number(action, ActionType.Purge, "count", "messages", 1, ActionParams.MaxCount)
        ?? throw OutOfRange(ActionType.Purge, "count", "messages", 1, ActionParams.MaxCount);

    /// <inheritdoc cref="Duration"/>
    public static string Content(ActionEvent action, ActionType type) =>
        Member(action.ActionParams, "content") is { ValueKind: JsonValueKind.String } value
            && value.GetString()!.Trim() is { Length: >= 1 and <= ActionParams.MaxContent } content
            ? content
            : throw new InvalidParametersException($"The {Name(type)}'s content must have 1 to {ActionParams.MaxContent} characters.");

    /// <inheritdoc cref="Duration"/>
    public static long RoleId(ActionEvent action) =>
        Member(action.ActionParams, "role_id") is { ValueKind: JsonValueKind.String } value
            && long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? id
            : throw new InvalidParametersException("The action names no role by its id.");

    /// <summary>Of a warning: the channel is not to know of it.</summary>
    public static bool IsPrivateOnly(ActionEvent action) => Member(action.ActionParams, "private_only") is { ValueKind: JsonValueKind.True };

    /// <summary>Null when it is absent.</summary>
    private static int? Number(ActionEvent action, ActionType type, string name, string unit, int least, int most) =>
        Member(action.ActionParams, name) switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number >= least && number <= most => number,
            _ => throw OutOfRange(type, name.Replace('_', ' '), unit, least, most),
        };

    private static InvalidParametersException OutOfRange(ActionType type, string name, string unit, int least, int most) =>
        new($"The {Name(type)}'s {name} must be a whole number of {unit} from {least} to {most}.");

    private static string Name(ActionType type) => StatusNames.Of(type).Replace('_', ' ');

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
