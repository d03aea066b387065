using Gova.Data.Actions;

namespace Gova.DiscordGateway.Actions;

/// <summary>What became of an action.</summary>
/// <param name="Reason">Why it was not done, for a human.</param>
internal sealed record ActionOutcome(ActionStatus Status, string? Reason = null)
{
    public static readonly ActionOutcome Completed = new(ActionStatus.Completed);

    public static ActionOutcome Failed(string reason) => new(ActionStatus.Failed, reason);

    public static ActionOutcome Unknown(string reason) => new(ActionStatus.Unknown, reason);
}
