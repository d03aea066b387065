using Gova.DiscordGateway.Discord.Models;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Commands;

/// <summary>Which permission a person needs to do by Gova what Discord would let them do by themselves.</summary>
internal static class CommandPermissions
{
    public static Permissions Of(ActionType type) => type switch
    {
        ActionType.Delete or ActionType.Purge => Permissions.ManageMessages,
        ActionType.Kick => Permissions.KickMembers,
        ActionType.Ban or ActionType.Unban => Permissions.BanMembers,
        ActionType.AddRole or ActionType.RemoveRole => Permissions.ManageRoles,
        ActionType.SlowMode => Permissions.ManageChannels,
        ActionType.PauseInvites or ActionType.ResumeInvites => Permissions.ManageGuild,
        _ => Permissions.ModerateMembers,
    };

    /// <summary>Why the member may not; null when they may. Discord's permission counts, or one of the moderator's roles.</summary>
    public static string? Objection(InteractionMember member, Permissions needed, ModeratorConfiguration? configuration)
    {
        var has = (Permissions)member.Permissions;
        if (has.Has(needed) || has.Has(Permissions.Administrator))
        {
            return null;
        }

        return configuration?.ModeratorRoles.Any(role => long.TryParse(role, out var id) && member.Roles?.Contains(id) == true) == true
            ? null
            : $"You need the permission {needed.Describe()} for this, or a role that Gova's settings name as moderators.";
    }
}
