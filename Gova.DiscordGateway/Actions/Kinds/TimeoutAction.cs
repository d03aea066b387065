using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Guilds;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Silences the member for a while.</summary>
internal sealed class TimeoutAction(DiscordRestClient rest, FindMember members, FindAuditEntry audit, GuildModel guilds, TimeProvider time)
    : IActionKind
{
    public ActionType Type => ActionType.Timeout;

    public Permissions Needs => Permissions.ModerateMembers;

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + ActionParameters.Duration(action, Type);
        if (action.Origin == ActionOrigin.Policy && await SilencedUntilAsync(action, cancellationToken) > until)
        {
            // Somebody has done more by hand meanwhile, which must not be cut short.
            return new(Changed: false);
        }

        await rest.TimeOutMemberAsync(action.GuildId, TargetUser.Of(action), until, action.Reason, cancellationToken);
        return null;
    }

    /// <summary>
    /// The member shows the last timeout only: ours may have run out or been lifted, and what is there may be somebody else's.
    /// The audit log remembers ours.
    /// </summary>
    public async Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        var member = await members.FindAsync(action, cancellationToken);
        if (IsFrom(action, member?.CommunicationDisabledUntil)
            || await audit.ContainsAsync(
                action, AuditLogAction.MemberUpdate, TargetUser.Of(action), entry => IsFrom(action, entry.TimedOutUntil), cancellationToken))
        {
            return Finding.Done();
        }

        return member is null ? Finding.Undecidable : Finding.NotDone;
    }

    private async Task<DateTimeOffset?> SilencedUntilAsync(ActionEvent action, CancellationToken cancellationToken) =>
        await guilds.GetAsync(action.GuildId, cancellationToken) is { } guild
            ? (await guilds.GetMemberAsync(guild, TargetUser.Of(action), cancellationToken))?.TimedOutUntil
            : null;

    /// <summary>Whether a timeout of this action's duration that ends then began while the action could be executed.</summary>
    private bool IsFrom(ActionEvent action, DateTimeOffset? until)
    {
        var (began, now) = (until - ActionParameters.Duration(action, Type), time.GetUtcNow());
        var latest = now < action.ExpiresAt ? now : action.ExpiresAt;
        return began >= action.UpdatedAt - FindAuditEntry.ClockSkew && began <= latest + FindAuditEntry.ClockSkew;
    }
}
