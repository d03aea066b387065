using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Shuts somebody out, member or not: for good, or for a duration.</summary>
internal sealed class BanAction(DiscordRestClient rest, FindBan bans, FindAuditEntry audit) : IActionKind
{
    public ActionType Type => ActionType.Ban;

    public Permissions Needs => Permissions.BanMembers;

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        // Before the call: a ban without its end would be for good.
        ActionParameters.OptionalDuration(action, Type);
        await rest.BanAsync(
            action.GuildId, TargetUser.Of(action), ActionParameters.DeleteMessageSeconds(action), action.Reason, cancellationToken);
        return null;
    }

    /// <summary>Somebody may have lifted it since: the audit log remembers what we did.</summary>
    public async Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken) =>
        await bans.ExistsAsync(action, cancellationToken)
            || await audit.ContainsAsync(action, AuditLogAction.MemberBanAdd, TargetUser.Of(action), cancellationToken)
            ? Finding.Done()
            : Finding.NotDone;

    public DateTimeOffset? RevertsAt(ActionEvent action, DateTimeOffset doneAt) => doneAt + ActionParameters.OptionalDuration(action, Type);
}
