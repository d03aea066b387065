namespace Gova.Api.Features.Live;

/// <summary>What events tell of.</summary>
internal enum FeedEventType
{
    Evaluation,
    Action,
    Alert,
}

/// <summary>Which events somebody watches.</summary>
/// <param name="MinSeverity">Of evaluations: only those judged at least as severe. What is not judged passes.</param>
internal readonly record struct FeedFilter(bool Evaluations, bool Actions, bool Alerts, float? MinSeverity)
{
    public static readonly FeedFilter Everything = new(Evaluations: true, Actions: true, Alerts: true, MinSeverity: null);

    public bool Admits(FeedItem item) => item.Position.Type switch
    {
        FeedEventType.Action => Actions,
        FeedEventType.Alert => Alerts,
        _ => Evaluations && (MinSeverity is not { } least || item.Severity >= least),
    };
}
