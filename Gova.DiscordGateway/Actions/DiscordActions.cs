using Gova.Data.Actions;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Actions;

/// <summary>Does to Discord what an action says, and tells what became of it.</summary>
internal sealed class DiscordActions(
    ActionKinds kinds, IActionPreCheck preCheck, ActionClaims claims, RefusalReason refusals, TimeProvider time)
{
    /// <returns>Completed, or failed with the reason; see <see cref="Trouble"/> for what it throws.</returns>
    public Task<ActionOutcome> PerformAsync(ActionEvent action, CancellationToken cancellationToken) =>
        PerformAsync(action, isAgain: false, cancellationToken);

    /// <summary>After a try that was interrupted: its call may have reached Discord late, and then it did what this one finds done.</summary>
    public Task<ActionOutcome> PerformAgainAsync(ActionEvent action, CancellationToken cancellationToken) =>
        PerformAsync(action, isAgain: true, cancellationToken);

    private async Task<ActionOutcome> PerformAsync(ActionEvent action, bool isAgain, CancellationToken cancellationToken)
    {
        try
        {
            var kind = kinds.Of(action);
            return await preCheck.ObjectionAsync(action, cancellationToken) is { } objection
                ? ActionOutcome.Failed(objection)
                : await PerformAsync(kind, action, isAgain, cancellationToken);
        }
        catch (InvalidParametersException e)
        {
            return ActionOutcome.Failed(e.Message);
        }
        catch (OverruledException e)
        {
            return new ActionOutcome(ActionStatus.Refused, e.Message);
        }
        catch (DiscordApiException e) when (!e.IsTemporary)
        {
            return ActionOutcome.Failed(await refusals.ExplainAsync(action, kinds.Of(action), e, cancellationToken));
        }
    }

    private async Task<ActionOutcome> PerformAsync(IActionKind kind, ActionEvent action, bool isAgain, CancellationToken cancellationToken)
    {
        var prepared = action.Result is { } known ? ActionResult.Parse(known) : await PrepareAsync(kind, action, cancellationToken);
        try
        {
            var result = await kind.PerformAsync(action, prepared, cancellationToken);
            return ActionOutcome.Completed(result ?? prepared, kind.RevertsAt(action, time.GetUtcNow()));
        }
        catch (DiscordApiException e) when ((isAgain || e.AfterLostAnswer) && e.Code == kind.CodeWhenGone)
        {
            // The first try, which got no answer, did it.
            return ActionOutcome.Completed(prepared, kind.RevertsAt(action, time.GetUtcNow()));
        }
    }

    private async Task<ActionResult?> PrepareAsync(IActionKind kind, ActionEvent action, CancellationToken cancellationToken)
    {
        var prepared = await kind.PrepareAsync(action, cancellationToken);
        if (prepared is not null)
        {
            await claims.PrepareAsync(action.ActionId, prepared, cancellationToken);
        }

        return prepared;
    }
}
