namespace Gova.Api.Features.Live;

/// <summary>What events tell of.</summary>
internal enum FeedEventType
{
    Evaluation,
    Action,
}

/// <summary>Which events somebody watches.</summary>
/// <param name="MinSeverity">Of evaluations: only those judged at least as severe. Actions are not judged, and pass.</param>
internal readonly record struct FeedFilter(bool Evaluations, bool Actions, float? MinSeverity)
{
    public static readonly FeedFilter Everything = new(Evaluations: true, Actions: true, MinSeverity: null);

    public bool Admits(FeedItem item) => item.Position.IsAction
        ? Actions
        : Evaluations && (MinSeverity is not { } least || item.Severity >= least);
}
