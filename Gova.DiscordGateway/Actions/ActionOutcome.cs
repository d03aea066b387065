using Gova.Data.Actions;

namespace Gova.DiscordGateway.Actions;

/// <summary>What became of an action.</summary>
/// <param name="Reason">Why it was not done, for a human.</param>
/// <param name="Result">What an undo needs.</param>
/// <param name="RevertsAt">When it is to be reversed by itself.</param>
internal sealed record ActionOutcome(
    ActionStatus Status, string? Reason = null, ActionResult? Result = null, DateTimeOffset? RevertsAt = null)
{
    public static ActionOutcome Completed(ActionResult? result = null, DateTimeOffset? revertsAt = null) =>
        new(ActionStatus.Completed, null, result, revertsAt);

    public static ActionOutcome Failed(string reason) => new(ActionStatus.Failed, reason);

    public static ActionOutcome Unknown(string reason) => new(ActionStatus.Unknown, reason);
}
