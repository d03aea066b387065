using Gova.Simulators.Discord.Gateway;
using Gova.Simulators.Discord.Json;

namespace Gova.Simulators.Discord.World;

/// <summary>Writes what the bot did, or somebody else, into the guild's audit log and announces the entry. Callers hold the world's lock.</summary>
internal sealed class AuditLog(DiscordWorld world, EventDispatcher events)
{
    public void Write(
        Guild guild, AuditLogAction action, Snowflake? target, string? reason, IReadOnlyList<AuditLogChange>? changes = null,
        AuditLogOptions? options = null, Snowflake? by = null)
    {
        var entry = new AuditLogEntry(world.NextId(), by ?? world.Bot.Id, target, action, reason, changes ?? [], options);
        guild.AuditLog.Add(entry);
        if (PermissionCheck.In(guild, world.BotIn(guild)).HasFlag(Permission.ViewAuditLog))
        {
            events.Publish(MemberEvents.AuditLogged(guild, entry));
        }
    }
}
