using Gova.Data.Actions;

namespace Gova.Api.Features.Evaluations;

/// <summary>What became of an evaluation, by its actions.</summary>
internal enum EvaluationOutcome
{
    /// <summary>A person took an executed action back.</summary>
    Undone,

    /// <summary>A person said no.</summary>
    Rejected,

    /// <summary>A person said yes.</summary>
    Approved,

    /// <summary>An action was executed, or is about to be, without a person.</summary>
    Executed,

    /// <summary>A person has yet to decide.</summary>
    AwaitingApproval,

    /// <summary>What would have been done is recorded, and was not to be done.</summary>
    Shadowed,

    /// <summary>An action was proposed, and not executed: refused, failed or too late.</summary>
    NotExecuted,
}

/// <summary>Reads an evaluation's outcome from its actions.</summary>
internal static class EvaluationOutcomes
{
    /// <summary>What a person decided counts before what happened by itself. Null when nothing was proposed.</summary>
    /// <param name="actions">The evaluation's actions, and those that reverse them.</param>
    public static EvaluationOutcome? Of(IReadOnlyCollection<ActionEvent> actions)
    {
        var ended = actions.Where(a => a is { Origin: ActionOrigin.Schedule, Status: ActionStatus.Completed }).Select(a => a.UndoesActionId).ToHashSet();
        return actions.Where(a => a.UndoesActionId is null).Select(a => (EvaluationOutcome?)Of(a, ended.Contains(a.ActionId))).Min();
    }

    /// <param name="hasEnded">It was meant for a time, which is over: nobody took it back.</param>
    private static EvaluationOutcome Of(ActionEvent action, bool hasEnded) => action.Status switch
    {
        ActionStatus.Undone when !hasEnded => EvaluationOutcome.Undone,
        ActionStatus.Rejected => EvaluationOutcome.Rejected,
        ActionStatus.AwaitingApproval => EvaluationOutcome.AwaitingApproval,
        ActionStatus.Shadowed => EvaluationOutcome.Shadowed,
        _ when action.DecidedBy is not null || action.DecidedByPlatformUserId is not null => EvaluationOutcome.Approved,
        ActionStatus.Approved or ActionStatus.Executing or ActionStatus.Completed or ActionStatus.Undone => EvaluationOutcome.Executed,
        _ => EvaluationOutcome.NotExecuted,
    };
}
