using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Members: read, time out, kick.</summary>
internal static class MemberEndpoints
{
    private const string TimeoutField = "communication_disabled_until";
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(28);

    /// <summary>What Discord would change too; it ignores what it does not know, and so does the simulator.</summary>
    private static readonly HashSet<string> NotPlayed = ["nick", "roles", "mute", "deaf", "channel_id", "flags"];

    public static void MapMembers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/guilds/{guildId}/members", List);
        api.MapGet("/guilds/{guildId}/members/{userId}", Get);
        api.MapPatch("/guilds/{guildId}/members/{userId}", TimeOut);
        api.MapDelete("/guilds/{guildId}/members/{userId}", Kick);
    }

    private static JsonArray List(Snowflake guildId, HttpRequest request, DiscordWorld world)
    {
        var limit = Query.Limit(request, usual: 1, most: 1_000);
        var after = Query.Id(request, "after") ?? default;
        lock (world.Gate)
        {
            return GuildJson.Array(world.Guild(guildId).Members.Values.OrderBy(member => member.User.Id)
                .Where(member => member.User.Id.CompareTo(after) > 0).Take(limit).Select(UserJson.Member));
        }
    }

    private static JsonObject Get(Snowflake guildId, Snowflake userId, DiscordWorld world)
    {
        lock (world.Gate)
        {
            return UserJson.Member(FindMember(world, guildId, userId));
        }
    }

    private static async Task<JsonObject> TimeOut(
        Snowflake guildId, Snowflake userId, HttpRequest request, DiscordWorld world, MemberOperations members, EffectLog effects, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, cancellationToken);
        var reason = AuditLogReason.Read(request);
        if (body.Names.FirstOrDefault(NotPlayed.Contains) is { } other)
        {
            throw DiscordException.InvalidForm(other, "SIMULATOR_NOT_SUPPORTED", "The simulator changes only communication_disabled_until.");
        }

        lock (world.Gate)
        {
            var member = FindMember(world, guildId, userId);
            if (body.Has(TimeoutField))
            {
                var until = body.Time(TimeoutField);
                EnsureShortEnough(until, world.Now);
                members.TimeOut(world.Guild(guildId), userId, until, reason);
                effects.Record(until is null ? "timeout_cleared" : "timeout", guildId, target: userId, reason: reason);
            }

            return UserJson.Member(member);
        }
    }

    private static NoContent Kick(Snowflake guildId, Snowflake userId, HttpRequest request, DiscordWorld world, MemberOperations members, EffectLog effects)
    {
        var reason = AuditLogReason.Read(request);
        lock (world.Gate)
        {
            members.Kick(world.Guild(guildId), FindMember(world, guildId, userId).User.Id, reason);
            effects.Record("kick", guildId, target: userId, reason: reason);
        }

        return TypedResults.NoContent();
    }

    private static Member FindMember(DiscordWorld world, Snowflake guildId, Snowflake userId)
    {
        var guild = world.Guild(guildId);
        return guild.MemberOrThrow(world.User(userId).Id);
    }

    private static void EnsureShortEnough(DateTimeOffset? until, DateTimeOffset now)
    {
        if (until - now > LongestTimeout)
        {
            throw DiscordException.InvalidForm(TimeoutField, "COMMUNICATION_DISABLED_TOO_LONG", "A timeout may last 28 days at most.");
        }
    }
}
