using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gova.ModerationWorker;

/// <summary>The worker's spans and figures, under the name <c>Gova.ModerationWorker</c>.</summary>
internal static class Telemetry
{
    public const string Name = "Gova.ModerationWorker";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Judged =
        Meter.CreateCounter<long>("gova.messages.judged", "{message}",
            "Messages with a durable evaluation, by tier: rule, duplicate, triage, model (their review waits) or none");

    public static readonly Counter<long> Skipped =
        Meter.CreateCounter<long>("gova.messages.skipped", "{message}", "Messages that no moderator watches, by reason");

    public static readonly Counter<long> WatchingRules =
        Meter.CreateCounter<long>("gova.rules.watching", "{message}", "Messages that break a rule which only watches, by its metric");

    public static readonly Counter<long> Rejected =
        Meter.CreateCounter<long>("gova.messages.rejected", "{message}", "Malformed records");

    public static readonly Counter<long> Decided =
        Meter.CreateCounter<long>("gova.actions.decided", "{action}", "Actions that the policy decided, by type and status");

    public static readonly Histogram<double> DurableLatency =
        Meter.CreateHistogram<double>("gova.messages.durable_latency", "s", "From the event to its durable evaluation");

    public static readonly Counter<long> Claimed =
        Meter.CreateCounter<long>("gova.reviews.claimed", "{review}", "Reviews taken from the queue");

    public static readonly Counter<long> Reviewed =
        Meter.CreateCounter<long>("gova.reviews.finished", "{review}", "Reviews that ended, by outcome");

    public static readonly Counter<long> OverBudget =
        Meter.CreateCounter<long>("gova.model.over_budget", "{request}", "Requests that the day's budget had no room for, by tier");

    public static readonly Counter<long> OverQuota =
        Meter.CreateCounter<long>("gova.messages.over_quota", "{message}", "Messages that their owner's day had no room for");

    public static readonly Histogram<double> ModelLatency =
        Meter.CreateHistogram<double>("gova.model.latency", "s", "One request to the model, by outcome");

    /// <summary>Starts a span below a stored trace context; null when nobody listens.</summary>
    public static Activity? Start(string name, string? traceparent)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        ActivityContext.TryParse(traceparent, null, isRemote: true, out var parent);
        return Source.StartActivity(name, ActivityKind.Consumer, parent);
    }
}
