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
    public static EvaluationOutcome? Of(IReadOnlyCollection<ActionEvent> actions) =>
        actions.Count == 0 ? null : actions.Min(Of);

    private static EvaluationOutcome Of(ActionEvent action) => action.Status switch
    {
        ActionStatus.Undone => EvaluationOutcome.Undone,
        ActionStatus.Rejected => EvaluationOutcome.Rejected,
        ActionStatus.AwaitingApproval => EvaluationOutcome.AwaitingApproval,
        ActionStatus.Shadowed => EvaluationOutcome.Shadowed,
        _ when action.DecidedBy is not null || action.DecidedByPlatformUserId is not null => EvaluationOutcome.Approved,
        ActionStatus.Approved or ActionStatus.Executing or ActionStatus.Completed => EvaluationOutcome.Executed,
        _ => EvaluationOutcome.NotExecuted,
    };
}
