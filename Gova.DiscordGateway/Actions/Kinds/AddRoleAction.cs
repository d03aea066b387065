using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Gives the member a role.</summary>
internal sealed class AddRoleAction(DiscordRestClient rest, FindRoleChange changes) : IActionKind
{
    public ActionType Type => ActionType.AddRole;

    public Permissions Needs => Permissions.ManageRoles;

    public Task<ActionResult?> PrepareAsync(ActionEvent action, CancellationToken cancellationToken) =>
        changes.PrepareAsync(action, wanted: true, cancellationToken);

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        await rest.AddRoleAsync(action.GuildId, TargetUser.Of(action), ActionParameters.RoleId(action), action.Reason, cancellationToken);
        return null;
    }

    public Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken) =>
        changes.LookAsync(action, prepared, wanted: true, cancellationToken);
}
