using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.Moderation.Policy;

namespace Gova.DiscordGateway.Actions.Kinds;

/// <summary>Lets members write to the channel only so often.</summary>
internal sealed class SlowModeAction(DiscordRestClient rest, FindAuditEntry audit) : IActionKind
{
    public ActionType Type => ActionType.SlowMode;

    public Permissions Needs => Permissions.ManageChannels;

    /// <summary>How slow it is now.</summary>
    public async Task<ActionResult?> PrepareAsync(ActionEvent action, CancellationToken cancellationToken) =>
        new(Previous: await ReadAsync(action, cancellationToken));

    public async Task<ActionResult?> PerformAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        await rest.SetSlowModeAsync(TargetMessage.ChannelOf(action), ActionParameters.Interval(action), action.Reason, cancellationToken);
        return null;
    }

    /// <summary>Somebody may have changed it since: the audit log remembers what we did.</summary>
    public async Task<Finding> LookAsync(ActionEvent action, ActionResult? prepared, CancellationToken cancellationToken)
    {
        if (prepared is null)
        {
            return Finding.NotDone;
        }

        var interval = ActionParameters.Interval(action);
        return await ReadAsync(action, cancellationToken) == interval
            || await audit.ContainsAsync(
                action, AuditLogAction.ChannelUpdate, TargetMessage.ChannelOf(action), entry => entry.SlowMode == interval, cancellationToken)
            ? Finding.Done()
            : Finding.NotDone;
    }

    /// <summary>Discord leaves it out where there is none.</summary>
    private async Task<int> ReadAsync(ActionEvent action, CancellationToken cancellationToken) =>
        (await rest.GetChannelAsync(TargetMessage.ChannelOf(action), cancellationToken)).RateLimitPerUser ?? 0;
}
