using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.Json;

namespace Gova.Simulators.Discord.World;

/// <summary>The bot gives a member a role and takes it away, as far as its own top role reaches.</summary>
internal sealed class RoleOperations(DiscordWorld world, EventDispatcher events, AuditLog audit)
{
    public void Give(Guild guild, Snowflake userId, Snowflake roleId, string? reason)
    {
        lock (world.Gate)
        {
            var (member, role) = (guild.MemberOrThrow(userId), Assignable(guild, roleId));
            if (!member.Roles.Contains(roleId))
            {
                member.Roles.Add(roleId);
                Announce(guild, member, role, "$add", reason);
            }
        }
    }

    public void Take(Guild guild, Snowflake userId, Snowflake roleId, string? reason)
    {
        lock (world.Gate)
        {
            var (member, role) = (guild.MemberOrThrow(userId), Assignable(guild, roleId));
            if (member.Roles.Remove(roleId))
            {
                Announce(guild, member, role, "$remove", reason);
            }
        }
    }

    private Role Assignable(Guild guild, Snowflake roleId)
    {
        var bot = world.BotIn(guild);
        PermissionCheck.Require(guild, bot, Permission.ManageRoles);
        var role = guild.Roles.GetValueOrDefault(roleId) ?? throw DiscordException.UnknownRole;
        if (role.Managed || roleId == guild.Id)
        {
            throw DiscordException.InvalidRole;
        }

        return bot.User.Id == guild.OwnerId || role.Position < PermissionCheck.TopPosition(guild, bot) ? role : throw DiscordException.MissingPermissions;
    }

    private void Announce(Guild guild, Member member, Role role, string key, string? reason)
    {
        events.Publish(MemberEvents.Updated(guild, member));
        var roles = new JsonArray(new JsonObject { ["id"] = role.Id, ["name"] = role.Name });
        audit.Write(guild, AuditLogAction.MemberRoleUpdate, member.User.Id, reason, [new AuditLogChange(key, null, roles)]);
    }
}
