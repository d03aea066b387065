using System.Globalization;
using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Lets somebody in again.</summary>
internal sealed class UnbanAction(DiscordRestClient rest, FindBan bans, FindAuditEntry audit) : IActionKind
{
    public ActionType Type => ActionType.Unban;

    public Permissions Needs => Permissions.BanMembers;

    public int? CodeWhenGone => DiscordErrorCode.UnknownBan;

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        if (action.Origin == ActionOrigin.Schedule
            && await audit.LastByAnotherAsync(action, AuditLogAction.MemberBanAdd, TargetUser.Of(action), cancellationToken) is { } other)
        {
            throw new OverruledException(string.Create(CultureInfo.InvariantCulture, $"User {other} has banned them too: that ban stays."));
        }

        try
        {
            await rest.UnbanAsync(action.GuildId, TargetUser.Of(action), action.Reason, cancellationToken);
        }
        catch (DiscordApiException e) when (e.Code == DiscordErrorCode.UnknownBan && action.UndoesActionId is not null)
        {
            // Somebody has lifted it by hand: what the undo wants is so already.
        }

        return null;
    }

    /// <summary>Somebody may have banned again since: the audit log remembers what we did.</summary>
    public async Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken) =>
        !await bans.ExistsAsync(action, cancellationToken)
            || await audit.ContainsAsync(action, AuditLogAction.MemberBanRemove, TargetUser.Of(action), cancellationToken)
            ? Finding.Done()
            : Finding.NotDone;
}
