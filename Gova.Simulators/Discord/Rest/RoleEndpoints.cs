using Gova.Simulators.Discord.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Discord.Rest;

/// <summary>A member's roles: give and take one.</summary>
internal static class RoleEndpoints
{
    private const string Route = "/guilds/{guildId}/members/{userId}/roles/{roleId}";

    public static void MapRoles(this IEndpointRouteBuilder api)
    {
        api.MapPut(Route, Give);
        api.MapDelete(Route, Take);
    }

    private static NoContent Give(
        Snowflake guildId, Snowflake userId, Snowflake roleId, HttpRequest request, DiscordWorld world, RoleOperations roles, EffectLog effects)
    {
        var reason = AuditLogReason.Read(request);
        lock (world.Gate)
        {
            roles.Give(world.Guild(guildId), world.User(userId).Id, roleId, reason);
            effects.Record("add_role", guildId, target: userId, reason: reason, detail: roleId.ToString());
        }

        return TypedResults.NoContent();
    }

    private static NoContent Take(
        Snowflake guildId, Snowflake userId, Snowflake roleId, HttpRequest request, DiscordWorld world, RoleOperations roles, EffectLog effects)
    {
        var reason = AuditLogReason.Read(request);
        lock (world.Gate)
        {
            roles.Take(world.Guild(guildId), world.User(userId).Id, roleId, reason);
            effects.Record("remove_role", guildId, target: userId, reason: reason, detail: roleId.ToString());
        }

        return TypedResults.NoContent();
    }
}
