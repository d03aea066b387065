using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Interactions;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Json;

/// <summary>An interaction as the gateway delivers it, and as a call back confirms it.</summary>
internal static class InteractionJson
{
    private const int InGuild = 0;
    private const int InDirectMessages = 1;

    public static JsonObject Event(Interaction interaction, DiscordWorld world)
    {
        var data = new JsonObject
        {
            ["version"] = 1,
            ["id"] = interaction.Id,
            ["application_id"] = world.Bot.Id,
            ["type"] = (int)interaction.Type,
            ["token"] = interaction.Token,
            ["data"] = interaction.Data.DeepClone(),
            ["channel_id"] = interaction.Channel.Id,
            ["channel"] = GuildJson.Channel(interaction.Channel),
            ["locale"] = "en-US",
            ["entitlements"] = new JsonArray(),
            ["attachment_size_limit"] = 10_485_760,
            ["context"] = interaction.Channel.Guild is null ? InDirectMessages : InGuild,
            ["authorizing_integration_owners"] = new JsonObject { ["0"] = interaction.Channel.Guild?.Id.ToString() ?? "0" },
        };
        if (interaction.Source is { } source)
        {
            data["message"] = MessageJson.Message(source);
        }

        if (interaction.Channel.Guild is { } guild)
        {
            data["guild_id"] = guild.Id;
            data["guild"] = new JsonObject { ["id"] = guild.Id, ["locale"] = "en-US", ["features"] = new JsonArray("COMMUNITY") };
            data["guild_locale"] = "en-US";
            data["app_permissions"] = GuildJson.Bits(PermissionCheck.In(interaction.Channel, world.BotIn(guild)));
            data["member"] = Member(guild.MemberOrThrow(interaction.User.Id), interaction.Channel);
        }
        else
        {
            data["app_permissions"] = GuildJson.Bits(Permission.Everyone);
            data["user"] = UserJson.User(interaction.User);
        }

        return data;
    }

    /// <summary>With the permissions that Discord has computed for the channel.</summary>
    public static JsonObject Member(Member member, Channel channel)
    {
        var data = UserJson.Member(member);
        data["permissions"] = GuildJson.Bits(PermissionCheck.In(channel, member));
        return data;
    }

    /// <summary>What a call back returns when it was asked <c>with_response</c>.</summary>
    public static JsonObject Confirmation(Interaction interaction)
    {
        var resource = new JsonObject { ["type"] = (int)interaction.Callback! };
        var confirmed = new JsonObject { ["id"] = interaction.Id, ["type"] = (int)interaction.Type };
        if (interaction.Original is { } message)
        {
            resource["message"] = MessageJson.Message(message);
            confirmed["response_message_id"] = message.Id;
            confirmed["response_message_loading"] = interaction.Callback == CallbackType.DeferredMessage;
            confirmed["response_message_ephemeral"] = message.IsEphemeral;
        }

        return new JsonObject { ["interaction"] = confirmed, ["resource"] = resource };
    }
}
