using Gova.Data.Actions;

namespace Gova.DiscordGateway.Actions;

/// <summary>What Discord's state shows about an interrupted action.</summary>
internal enum Evidence
{
    Done,
    NotDone,
    Undecidable,
}

/// <param name="Result">Of an action that was done: what an undo needs, where that is not known from its preparation.</param>
internal sealed record Finding(Evidence Evidence, ActionResult? Result = null)
{
    public static readonly Finding NotDone = new(Evidence.NotDone);

    public static readonly Finding Undecidable = new(Evidence.Undecidable);

    public static Finding Done(ActionResult? result = null) => new(Evidence.Done, result);
}
