using System.Globalization;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Interactions;

internal enum CommandType
{
    ChatInput = 1,
    User = 2,
    Message = 3,
}

/// <summary>A registered command: what the bot sent, and the id that Discord gave it.</summary>
internal sealed record Command(Snowflake Id, Snowflake? GuildId, CommandType Type, string Name, Snowflake Version, JsonObject Form)
{
    private const int InDirectMessages = 1;

    public JsonArray Options => Form["options"] as JsonArray ?? [];

    /// <summary>Who sees the command unless the server's staff decide otherwise; none is everybody.</summary>
    public Permission? DefaultPermissions =>
        Form["default_member_permissions"] is { } bits ? (Permission)ulong.Parse(bits.ToString(), NumberStyles.None, CultureInfo.InvariantCulture) : null;

    /// <summary>Whether it is offered in a direct message with the bot.</summary>
    public bool WorksInDirectMessages => GuildId is null && (Form["contexts"] is JsonArray contexts
        ? contexts.Any(context => (int?)context == InDirectMessages)
        : (bool?)Form["dm_permission"] ?? true);

    public JsonObject ToJson(Snowflake application)
    {
        var data = new JsonObject
        {
            ["id"] = Id,
            ["application_id"] = application,
            ["version"] = Version,
            ["type"] = (int)Type,
            ["name"] = Name,
            ["name_localizations"] = Form["name_localizations"]?.DeepClone(),
            ["description"] = Form["description"]?.DeepClone() ?? "",
            ["description_localizations"] = Form["description_localizations"]?.DeepClone(),
            ["default_member_permissions"] = Form["default_member_permissions"]?.ToString(),
            ["dm_permission"] = Form["dm_permission"]?.DeepClone() ?? true,
            ["contexts"] = Form["contexts"]?.DeepClone(),
            ["integration_types"] = Form["integration_types"]?.DeepClone() ?? new JsonArray(0),
            ["nsfw"] = Form["nsfw"]?.DeepClone() ?? false,
        };
        if (Options.Count > 0)
        {
            data["options"] = Options.DeepClone();
        }

        if (GuildId is { } guild)
        {
            data["guild_id"] = guild;
        }

        return data;
    }
}
