using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Removes the member, who may come back.</summary>
internal sealed class KickAction(DiscordRestClient rest, FindMember members, FindAuditEntry audit) : IActionKind
{
    public ActionType Type => ActionType.Kick;

    public Permissions Needs => Permissions.KickMembers;

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        await rest.RemoveMemberAsync(action.GuildId, TargetUser.Of(action), action.Reason, cancellationToken);
        return null;
    }

    public async Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        // A member who was kicked and came back has joined since.
        if (await members.FindAsync(action, cancellationToken) is { JoinedAt: { } joined } && joined < action.CreatedAt)
        {
            return Finding.NotDone;
        }

        return await audit.ContainsAsync(action, AuditLogAction.MemberKick, TargetUser.Of(action), cancellationToken)
            ? Finding.Done()
            : Finding.Undecidable;
    }
}
