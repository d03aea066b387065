using System.Globalization;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Json;

internal static class AuditLogJson
{
    public static JsonObject Entry(AuditLogEntry entry)
    {
        var data = new JsonObject
        {
            ["id"] = entry.Id,
            ["user_id"] = entry.UserId,
            ["target_id"] = entry.TargetId?.ToString(),
            ["action_type"] = (int)entry.Action,
        };
        if (entry.Changes.Count > 0)
        {
            data["changes"] = GuildJson.Array(entry.Changes.Select(Change));
        }

        if (entry.Options is { } options)
        {
            var count = new JsonObject { ["count"] = options.Count.ToString(CultureInfo.InvariantCulture) };
            if (options.ChannelId is { } channel)
            {
                count["channel_id"] = channel;
            }

            data["options"] = count;
        }

        if (entry.Reason is not null)
        {
            data["reason"] = entry.Reason;
        }

        return data;
    }

    private static JsonObject Change(AuditLogChange change)
    {
        var data = new JsonObject { ["key"] = change.Key };
        if (change.OldValue is not null)
        {
            data["old_value"] = change.OldValue.DeepClone();
        }

        if (change.NewValue is not null)
        {
            data["new_value"] = change.NewValue.DeepClone();
        }

        return data;
    }
}
