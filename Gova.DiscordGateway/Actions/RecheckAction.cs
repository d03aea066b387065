using Gova.Data.Actions;
using Gova.DiscordGateway.Actions.Guards;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Actions;

/// <summary>
/// Decides an action whose executor died between Discord's call and the record: what Discord's state shows as done is completed,
/// what it shows as not done is executed, what it does not show is unknown and never repeated.
/// </summary>
internal sealed class RecheckAction(ActionKinds kinds, DiscordActions discord, KillSwitches killSwitches, TimeProvider time)
{
    public async Task<ActionOutcome> DecideAsync(ActionEvent action, CancellationToken cancellationToken)
    {
        Finding finding;
        try
        {
            finding = await LookAsync(action, cancellationToken);
        }
        catch (InvalidParametersException)
        {
            // It was never sent; trying says what is wrong with it.
            finding = Finding.NotDone;
        }
        catch (DiscordApiException e) when (!e.IsTemporary)
        {
            finding = Finding.Undecidable;
        }
        catch (Exception e) when (Trouble.IsTemporary(e) && !cancellationToken.IsCancellationRequested && IsExpired(action))
        {
            return ActionOutcome.Unknown("Discord could not be asked whether it was executed before it expired.");
        }

        return finding.Evidence switch
        {
            Evidence.Done => Completed(action, finding.Result),
            Evidence.NotDone when IsExpired(action) => new ActionOutcome(ActionStatus.Expired, "It was interrupted, and expired before it could be tried again."),
            Evidence.NotDone => await TryAgainAsync(action, cancellationToken),
            _ => ActionOutcome.Unknown("It was interrupted, and Discord does not show whether it was executed."),
        };
    }

    private Task<Finding> LookAsync(ActionEvent action, CancellationToken cancellationToken) =>
        kinds.Of(action).LookAsync(action, Prepared(action), cancellationToken);

    /// <summary>It was done about when it was claimed.</summary>
    private ActionOutcome Completed(ActionEvent action, ActionResult? found) =>
        ActionOutcome.Completed(found ?? Prepared(action), kinds.Of(action).RevertsAt(action, action.UpdatedAt));

    private async Task<ActionOutcome> TryAgainAsync(ActionEvent action, CancellationToken cancellationToken) =>
        await killSwitches.FindAsync(action, cancellationToken) is { } engaged
            ? new ActionOutcome(ActionStatus.Refused, KillSwitches.Describe(engaged))
            : await discord.PerformAgainAsync(action, cancellationToken);

    private static ActionResult? Prepared(ActionEvent action) => action.Result is null ? null : ActionResult.Parse(action.Result);

    private bool IsExpired(ActionEvent action) => time.GetUtcNow() >= action.ExpiresAt;
}
