using System.Text.Json;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>Op 3, and the presence in an identify: a documented status, and activities that have a name and a type.</summary>
internal static class PresenceUpdate
{
    private static readonly HashSet<string> Statuses = ["online", "dnd", "idle", "invisible", "offline"];

    public static void Check(JsonElement presence)
    {
        if (presence.ValueKind != JsonValueKind.Object
            || !presence.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.String || !Statuses.Contains(status.GetString()!)
            || !presence.TryGetProperty("activities", out var activities) || activities.ValueKind != JsonValueKind.Array
            || !activities.EnumerateArray().All(IsActivity)
            || (presence.TryGetProperty("afk", out var afk) && afk.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            || (presence.TryGetProperty("since", out var since) && since.ValueKind is not (JsonValueKind.Null or JsonValueKind.Number)))
        {
            throw GatewayFrame.DecodeError();
        }
    }

    private static bool IsActivity(JsonElement activity) =>
        activity.ValueKind == JsonValueKind.Object
        && activity.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
        && activity.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Number;
}
