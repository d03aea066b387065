using System.Globalization;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Bans: list, look up, add one or many, lift.</summary>
internal static class BanEndpoints
{
    private const int WeekInSeconds = 604_800;
    private const int MostTogether = 200;

    public static void MapBans(this IEndpointRouteBuilder api)
    {
        api.MapGet("/guilds/{guildId}/bans", List);
        api.MapGet("/guilds/{guildId}/bans/{userId}", Get);
        api.MapPut("/guilds/{guildId}/bans/{userId}", Add);
        api.MapDelete("/guilds/{guildId}/bans/{userId}", Lift);
        api.MapPost("/guilds/{guildId}/bulk-ban", AddManyAsync);
    }

    private static JsonArray List(Snowflake guildId, HttpRequest request, DiscordWorld world)
    {
        var limit = Query.Limit(request, usual: 1_000, most: 1_000);
        var after = Query.Id(request, "after") ?? default;
        lock (world.Gate)
        {
            return GuildJson.Array(ReadableBans(world, guildId).Values.OrderBy(ban => ban.User.Id)
                .Where(ban => ban.User.Id.CompareTo(after) > 0).Take(limit).Select(UserJson.Ban));
        }
    }

    private static JsonObject Get(Snowflake guildId, Snowflake userId, DiscordWorld world)
    {
        lock (world.Gate)
        {
            return UserJson.Ban(ReadableBans(world, guildId).GetValueOrDefault(userId) ?? throw DiscordException.UnknownBan);
        }
    }

    private static async Task<NoContent> Add(
        Snowflake guildId, Snowflake userId, HttpRequest request, DiscordWorld world, MemberOperations members, EffectLog effects, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        var reason = AuditLogReason.Read(request);
        var seconds = DeleteMessageSeconds(body);
        lock (world.Gate)
        {
            members.Ban(world.Guild(guildId), world.User(userId), TimeSpan.FromSeconds(seconds), reason);
            effects.Record("ban", guildId, target: userId, reason: reason, detail: seconds.ToString(CultureInfo.InvariantCulture));
        }

        return TypedResults.NoContent();
    }

    /// <summary>Many at once: those who cannot be banned are named, and only if that is everyone the call fails.</summary>
    private static async Task<JsonObject> AddManyAsync(
        Snowflake guildId, HttpRequest request, DiscordWorld world, MemberOperations members, EffectLog effects, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        var reason = AuditLogReason.Read(request);
        var (seconds, ids) = (DeleteMessageSeconds(body), body.Ids("user_ids", MostTogether));
        lock (world.Gate)
        {
            var guild = world.Guild(guildId);
            PermissionCheck.Require(guild, world.BotIn(guild), Permission.BanMembers | Permission.ManageGuild);
            var banned = ids.Where(id => TryBan(members, guild, world.FindUser(id), TimeSpan.FromSeconds(seconds), reason)).ToList();
            banned.ForEach(id => effects.Record("ban", guildId, target: id, reason: reason, detail: seconds.ToString(CultureInfo.InvariantCulture)));
            return banned.Count == 0 ? throw DiscordException.BulkBanFailed : new JsonObject
            {
                ["banned_users"] = new JsonArray([.. banned.Select(id => (JsonNode)id)]),
                ["failed_users"] = new JsonArray([.. ids.Except(banned).Select(id => (JsonNode)id)]),
            };
        }
    }

    private static bool TryBan(MemberOperations members, Guild guild, User? user, TimeSpan deleteFrom, string? reason)
    {
        try
        {
            return user is not null && !guild.Bans.ContainsKey(user.Id) && members.Ban(guild, user, deleteFrom, reason);
        }
        catch (DiscordException)
        {
            return false;
        }
    }

    private static int DeleteMessageSeconds(RequestBody body)
    {
        var seconds = body.Integer("delete_message_seconds") ?? 0;
        return seconds is >= 0 and <= WeekInSeconds
            ? seconds
            : throw DiscordException.InvalidForm("delete_message_seconds", "NUMBER_TYPE_MAX", $"int value should be between 0 and {WeekInSeconds}.");
    }

    private static NoContent Lift(Snowflake guildId, Snowflake userId, HttpRequest request, DiscordWorld world, MemberOperations members, EffectLog effects)
    {
        var reason = AuditLogReason.Read(request);
        lock (world.Gate)
        {
            members.Unban(world.Guild(guildId), userId, reason);
            effects.Record("unban", guildId, target: userId, reason: reason);
        }

        return TypedResults.NoContent();
    }

    private static Dictionary<Snowflake, Ban> ReadableBans(DiscordWorld world, Snowflake guildId)
    {
        var guild = world.Guild(guildId);
        return PermissionCheck.In(guild, world.BotIn(guild)).HasFlag(Permission.BanMembers)
            ? guild.Bans
            : throw DiscordException.MissingPermissions;
    }
}
