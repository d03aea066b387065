using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Rest;

/// <summary>What can be read about a guild.</summary>
internal static class GuildEndpoints
{
    public static void MapGuilds(this IEndpointRouteBuilder api)
    {
        api.MapGet("/guilds/{guildId}", GetGuild);
        api.MapGet("/guilds/{guildId}/roles", GetRoles);
        api.MapGet("/guilds/{guildId}/roles/{roleId}", GetRole);
        api.MapGet("/guilds/{guildId}/channels", GetChannels);
        api.MapGet("/guilds/{guildId}/threads/active", GetThreads);
        api.MapGet("/guilds/{guildId}/audit-logs", GetAuditLog);
    }

    private static JsonObject GetGuild(Snowflake guildId, HttpRequest request, DiscordWorld world)
    {
        lock (world.Gate)
        {
            var guild = world.Guild(guildId);
            var data = GuildJson.Guild(guild);
            if (request.Query["with_counts"] == "true")
            {
                data["approximate_member_count"] = guild.Members.Count;
                data["approximate_presence_count"] = guild.Members.Count;
            }

            return data;
        }
    }

    private static JsonArray GetRoles(Snowflake guildId, DiscordWorld world)
    {
        lock (world.Gate)
        {
            return GuildJson.Array(world.Guild(guildId).Roles.Values.Select(GuildJson.Role));
        }
    }

    private static JsonObject GetRole(Snowflake guildId, Snowflake roleId, DiscordWorld world)
    {
        lock (world.Gate)
        {
            return GuildJson.Role(world.Guild(guildId).Roles.GetValueOrDefault(roleId) ?? throw DiscordException.UnknownRole);
        }
    }

    private static JsonArray GetChannels(Snowflake guildId, DiscordWorld world)
    {
        lock (world.Gate)
        {
            return GuildJson.Array(world.Guild(guildId).Channels.Values.Where(channel => !channel.IsThread).Select(GuildJson.Channel));
        }
    }

    private static JsonObject GetThreads(Snowflake guildId, DiscordWorld world)
    {
        lock (world.Gate)
        {
            var threads = world.Guild(guildId).Channels.Values.Where(channel => channel.IsThread && world.BotSees(channel));
            return new JsonObject { ["threads"] = GuildJson.Array(threads.Select(GuildJson.Channel)), ["members"] = new JsonArray() };
        }
    }

    private static JsonObject GetAuditLog(Snowflake guildId, HttpRequest request, DiscordWorld world)
    {
        var limit = Query.Limit(request, usual: 50, most: 100);
        var (user, before, after) = (Query.Id(request, "user_id"), Query.Id(request, "before"), Query.Id(request, "after"));
        var action = Query.Id(request, "action_type");
        lock (world.Gate)
        {
            var guild = world.Guild(guildId);
            if (!PermissionCheck.In(guild, world.BotIn(guild)).HasFlag(Permission.ViewAuditLog))
            {
                throw DiscordException.MissingPermissions;
            }

            var matching = guild.AuditLog
                .Where(entry => user is null || entry.UserId == user)
                .Where(entry => action is null || (ulong)entry.Action == action.Value.Value)
                .Where(entry => before is null || entry.Id.CompareTo(before.Value) < 0)
                .Where(entry => after is null || entry.Id.CompareTo(after.Value) > 0);
            var entries = (after is null ? matching.Reverse() : matching).Take(limit).ToList();
            return Page(entries, world);
        }
    }

    private static JsonObject Page(List<AuditLogEntry> entries, DiscordWorld world)
    {
        var people = entries.SelectMany(entry => new[] { entry.UserId, entry.TargetId ?? entry.UserId }).Distinct().Select(world.FindUser);
        var page = new JsonObject
        {
            ["audit_log_entries"] = GuildJson.Array(entries.Select(AuditLogJson.Entry)),
            ["users"] = GuildJson.Array(people.OfType<User>().Select(UserJson.User)),
        };
        foreach (var name in (string[])["application_commands", "auto_moderation_rules", "guild_scheduled_events", "integrations", "threads", "webhooks"])
        {
            page[name] = new JsonArray();
        }

        return page;
    }
}
