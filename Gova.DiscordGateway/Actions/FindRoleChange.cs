using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Actions;

/// <summary>Looks at a member's roles before and after one is given or taken.</summary>
internal sealed class FindRoleChange(DiscordRestClient rest, FindMember members, FindAuditEntry audit)
{
    /// <summary>Whether the action will change anything: if not, an undo must not either.</summary>
    /// <param name="wanted">Whether the member is to have the role.</param>
    public async Task<ActionResult?> PrepareAsync(ActionEvent action, bool wanted, CancellationToken cancellationToken)
    {
        var role = ActionParameters.RoleId(action);
        var member = await rest.GetMemberAsync(action.GuildId, TargetUser.Of(action), cancellationToken);
        return new(Changed: Has(member, role) != wanted);
    }

    /// <summary>Somebody may have changed it back since: the audit log remembers what we did.</summary>
    public async Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, bool wanted, CancellationToken cancellationToken)
    {
        if (prepared is null)
        {
            return Finding.NotDone;
        }

        var role = ActionParameters.RoleId(action);
        var member = await members.FindAsync(action, cancellationToken);
        if (member is not null && Has(member, role) == wanted)
        {
            return Finding.Done();
        }

        return await audit.ContainsAsync(
            action, AuditLogAction.MemberRoleUpdate, TargetUser.Of(action), entry => entry.Tells(wanted ? "$add" : "$remove", role), cancellationToken)
            ? Finding.Done()
            : member is null ? Finding.Undecidable : Finding.NotDone;
    }

    private static bool Has(DiscordMember member, long role) => member.Roles?.Contains(role) == true;
}
