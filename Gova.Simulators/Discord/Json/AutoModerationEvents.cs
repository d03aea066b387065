using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Json;

/// <summary>What Discord's own moderation did to a message.</summary>
internal sealed record AutoModeration(Channel Channel, User User, string Content, string Keyword, Snowflake RuleId, Message? Message);

internal static class AutoModerationEvents
{
    private const int KeywordRule = 1;
    private const int BlockMessage = 1;
    private const int SendAlert = 2;

    /// <summary>A message that was blocked never existed, so it has no id.</summary>
    public static GatewayEvent Executed(AutoModeration executed)
    {
        var data = new JsonObject
        {
            ["guild_id"] = executed.Channel.Guild!.Id,
            ["action"] = new JsonObject { ["type"] = executed.Message is null ? BlockMessage : SendAlert, ["metadata"] = new JsonObject() },
            ["rule_id"] = executed.RuleId,
            ["rule_trigger_type"] = KeywordRule,
            ["user_id"] = executed.User.Id,
            ["channel_id"] = executed.Channel.Id,
            ["content"] = executed.Content,
            ["matched_keyword"] = executed.Keyword,
            ["matched_content"] = executed.Keyword,
        };
        if (executed.Message is { } message)
        {
            data["message_id"] = message.Id;
        }

        return new GatewayEvent("AUTO_MODERATION_ACTION_EXECUTION", () => data)
        {
            Guild = executed.Channel.Guild,
            Intent = Intents.AutoModerationExecution,
            WithoutContent = () => Silent(data),
        };
    }

    private static JsonObject Silent(JsonObject data)
    {
        var silent = data.DeepClone().AsObject();
        (silent["content"], silent["matched_content"]) = ("", "");
        return silent;
    }
}
