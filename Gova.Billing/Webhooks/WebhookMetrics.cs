using System.Diagnostics.Metrics;
using Gova.Billing.Stripe;
using Gova.Data;
using Gova.Data.Billing;

namespace Gova.Billing.Webhooks;

/// <summary>What Stripe sends, and what becomes of it.</summary>
internal sealed class WebhookMetrics
{
    public const string MeterName = "Gova.Billing";

    private readonly Counter<long> _received;
    private readonly Counter<long> _repeated;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _lag;

    public WebhookMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _received = meter.CreateCounter<long>("gova.billing.events.received", description: "Events that were stored.");
        _repeated = meter.CreateCounter<long>("gova.billing.events.repeated", description: "Events that came again.");
        _refused = meter.CreateCounter<long>("gova.billing.webhooks.refused", description: "Webhooks whose signature was not good.");
        _ended = meter.CreateCounter<long>("gova.billing.events.ended", description: "Events that were handled, ignored or parked.");
        _failed = meter.CreateCounter<long>("gova.billing.events.failed", description: "Attempts to handle an event that failed.");
        _lag = meter.CreateHistogram<double>("gova.billing.events.lag", "s", "From an event's arrival to when it was handled.");
    }

    public void Received(int all, int stored)
    {
        _received.Add(stored);
        _repeated.Add(all - stored);
    }

    public void Refused(SignatureCheck check) => _refused.Add(1, new KeyValuePair<string, object?>("reason", StatusNames.Of(check)));

    public void Ended(StripeEventStatus status, string type) => _ended.Add(
        1, new KeyValuePair<string, object?>("status", StatusNames.Of(status)), new KeyValuePair<string, object?>("type", type));

    public void Failed(string type) => _failed.Add(1, new KeyValuePair<string, object?>("type", type));

    public void Lag(TimeSpan lag) => _lag.Record(lag.TotalSeconds);
}
