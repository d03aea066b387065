using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Lets people join by invite again.</summary>
internal sealed class ResumeInvitesAction(DiscordRestClient rest, TimeProvider time) : IActionKind
{
    public ActionType Type => ActionType.ResumeInvites;

    public Permissions Needs => Permissions.ManageGuild;

    /// <summary>Until when the pause would last.</summary>
    public async Task<ActionResult?> PrepareAsync(ActionEvent action, CancellationToken cancellationToken) =>
        new(Until: (await rest.GetGuildAsync(action.GuildId, cancellationToken)).IncidentsData?.InvitesDisabledUntil);

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        var guild = await rest.GetGuildAsync(action.GuildId, cancellationToken);
        await rest.SetIncidentActionsAsync(action.GuildId, new(null, guild.IncidentsData?.DmsDisabledUntil), action.Reason, cancellationToken);
        return null;
    }

    public async Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        if (prepared is null)
        {
            return Finding.NotDone;
        }

        var until = (await rest.GetGuildAsync(action.GuildId, cancellationToken)).IncidentsData?.InvitesDisabledUntil;
        return until > time.GetUtcNow() ? Finding.NotDone : Finding.Done();
    }
}
