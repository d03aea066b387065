namespace Gova.Data.Webhooks;

/// <summary>What a webhook can be told of.</summary>
public static class WebhookEvents
{
    /// <summary>A message was judged not clean (severity 0.3 or more). The many that are clean are in the list and the live feed.</summary>
    public const string EvaluationCreated = "evaluation.created";

    /// <summary>An alert was raised; what is learnt later is not told again.</summary>
    public const string AlertRaised = "alert.raised";

    /// <summary>Somebody tries whether it works. It comes whatever was asked for.</summary>
    public const string Test = "webhook.test";

    /// <summary>
    /// All that can be asked for. Of an action each status that it is found in; those that it passed through within a second are
    /// not told. Appeals are named already, so that nobody has to be asked again.
    /// </summary>
    public static readonly IReadOnlyList<string> All =
    [
        EvaluationCreated, AlertRaised, "appeal.created", "appeal.decided", "action.awaiting_approval", "action.approved", "action.completed",
        "action.failed", "action.rejected", "action.refused", "action.shadowed", "action.expired", "action.undone", "action.unknown",
    ];

    /// <summary>Instead of all of a kind.</summary>
    public static readonly IReadOnlyList<string> Families = ["evaluation.*", "alert.*", "appeal.*", "action.*"];

    public static bool IsKnown(string type) => All.Contains(type) || Families.Contains(type);
}
