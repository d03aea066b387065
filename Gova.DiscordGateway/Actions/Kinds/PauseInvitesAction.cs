using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Lets nobody join by invite for a while.</summary>
internal sealed class PauseInvitesAction(DiscordRestClient rest, TimeProvider time) : IActionKind
{
    public ActionType Type => ActionType.PauseInvites;

    public Permissions Needs => Permissions.ManageGuild;

    /// <summary>Until when: fixed before the call, so that a repeat is the same.</summary>
    public Task<ActionResult?> PrepareAsync(ActionEvent action, CancellationToken cancellationToken) =>
        Task.FromResult<ActionResult?>(new(Until: time.GetUtcNow() + ActionParameters.Duration(action, Type)));

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        var guild = await rest.GetGuildAsync(action.GuildId, cancellationToken);
        await rest.SetIncidentActionsAsync(
            action.GuildId, new(prepared!.Until, guild.IncidentsData?.DmsDisabledUntil), action.Reason, cancellationToken);
        return null;
    }

    /// <summary>Discord may round the time. Where somebody has ended the pause meanwhile, it begins again, for as long as it was meant.</summary>
    public async Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        var until = (await rest.GetGuildAsync(action.GuildId, cancellationToken)).IncidentsData?.InvitesDisabledUntil;
        return (until - prepared?.Until)?.Duration() < FindAuditEntry.ClockSkew ? Finding.Done() : Finding.NotDone;
    }
}
