using System.ComponentModel;
using Gova.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace Gova.Api.Features.Live;

/// <summary>What somebody wants to watch, and from where on.</summary>
internal readonly record struct LiveRequest(
    [property: FromHeader(Name = "Last-Event-ID"), Description("Id of the last event received, at most a day old: the stream goes on behind it.")] string? LastEventId,
    [property: Description("Kinds of events (evaluation, action, alert), comma-separated; all unless given.")] string? Types,
    [property: FromQuery(Name = "min_severity"), Description("Only evaluations at least as severe, 0 to 1. Actions and alerts come all the same.")] double? MinSeverity)
{
    /// <summary>Where to go on; null from now.</summary>
    public FeedPosition? After => !string.IsNullOrEmpty(LastEventId) && FeedPosition.TryParse(LastEventId, out var position) ? position : null;

    public FieldErrors Check(out FeedFilter filter)
    {
        var errors = new FieldErrors();
        errors.Require(string.IsNullOrEmpty(LastEventId) || After is not null, "Last-Event-ID", "is not one of ours");
        errors.Require(MinSeverity is null or (>= 0 and <= 1), "min_severity", "must be between 0 and 1");
        var types = Csv.Parse<FeedEventType>(Types, "types", errors);
        filter = new FeedFilter(Wants(FeedEventType.Evaluation), Wants(FeedEventType.Action), Wants(FeedEventType.Alert), (float?)MinSeverity);
        return errors;

        bool Wants(FeedEventType type) => types.Count == 0 || types.Contains(type);
    }
}
