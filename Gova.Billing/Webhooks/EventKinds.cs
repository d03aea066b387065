using System.Collections.Frozen;

namespace Gova.Billing.Webhooks;

/// <summary>The kinds of events that mean something to us.</summary>
internal sealed class EventKinds(IEnumerable<StripeEventHandler> handlers)
{
    private readonly FrozenDictionary<string, StripeEventHandler> _handlers = handlers.ToFrozenDictionary(handler => handler.Type);

    public StripeEventHandler? Find(string type) => _handlers.GetValueOrDefault(type);

    /// <summary>Why an event is none of ours; null when it is.</summary>
    /// <param name="isLive">Whether this installation moves real money.</param>
    public string? ReasonToIgnore(ReceivedEvent received, bool isLive) =>
        received.IsLive != isLive ? $"It is of {Mode(received.IsLive)} mode, and Stripe:SecretKey of {Mode(isLive)} mode."
        : Find(received.Type) is null ? "Its kind means nothing here."
        : received.CustomerId is null ? "It names no customer."
        : null;

    private static string Mode(bool isLive) => isLive ? "live" : "test";
}
