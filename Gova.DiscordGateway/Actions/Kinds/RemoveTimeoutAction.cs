using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Lets a silenced member speak again.</summary>
internal sealed class RemoveTimeoutAction(DiscordRestClient rest, FindMember members, FindAuditEntry audit, TimeProvider time) : IActionKind
{
    public ActionType Type => ActionType.RemoveTimeout;

    public Permissions Needs => Permissions.ModerateMembers;

    /// <summary>Until when the timeout would last.</summary>
    public async Task<ActionResult?> PrepareAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        var member = await rest.GetMemberAsync(action.GuildId, TargetUser.Of(action), cancellationToken);
        return new(Until: member.CommunicationDisabledUntil);
    }

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        await rest.TimeOutMemberAsync(action.GuildId, TargetUser.Of(action), null, action.Reason, cancellationToken);
        return null;
    }

    /// <summary>Somebody may have silenced the member again since: the audit log remembers what we did.</summary>
    public async Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        if (prepared is null)
        {
            return Finding.NotDone;
        }

        var member = await members.FindAsync(action, cancellationToken);
        if (member is not null && !(member.CommunicationDisabledUntil > time.GetUtcNow()))
        {
            return Finding.Done();
        }

        return await audit.ContainsAsync(
            action, AuditLogAction.MemberUpdate, TargetUser.Of(action), entry => entry.EndsTimeout, cancellationToken)
            ? Finding.Done()
            : member is null ? Finding.Undecidable : Finding.NotDone;
    }
}
