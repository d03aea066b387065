using System.Text.Json.Nodes;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Json;

/// <summary>Users, members and bans as Discord writes them.</summary>
internal static class UserJson
{
    public static JsonObject User(User user)
    {
        var data = new JsonObject
        {
            ["id"] = user.Id,
            ["username"] = user.Username,
            ["discriminator"] = user.Bot ? "0001" : "0",
            ["global_name"] = user.GlobalName,
            ["avatar"] = null,
            ["public_flags"] = 0,
        };
        if (user.Bot)
        {
            data["bot"] = true;
        }

        return data;
    }

    public static JsonObject Self(User bot)
    {
        var data = User(bot);
        data["verified"] = true;
        data["mfa_enabled"] = true;
        data["email"] = null;
        data["flags"] = 0;
        return data;
    }

    public static JsonObject Member(Member member)
    {
        var data = MemberWithoutUser(member);
        data["user"] = User(member.User);
        return data;
    }

    /// <summary>The form that rides along with a message, whose author is already there.</summary>
    public static JsonObject MemberWithoutUser(Member member) => new()
    {
        ["roles"] = new JsonArray([.. member.Roles.Select(role => (JsonNode)role)]),
        ["nick"] = member.Nick,
        ["avatar"] = null,
        ["banner"] = null,
        ["joined_at"] = Timestamps.Format(member.JoinedAt),
        ["premium_since"] = null,
        ["communication_disabled_until"] = Timestamps.Format(member.CommunicationDisabledUntil),
        ["deaf"] = false,
        ["mute"] = false,
        ["pending"] = false,
        ["flags"] = 0,
    };

    public static JsonObject Ban(Ban ban) => new() { ["reason"] = ban.Reason, ["user"] = User(ban.User) };
}
