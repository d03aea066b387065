using System.Text.Json;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.World;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Stripe.Webhooks;

/// <summary>In which order what was held is sent.</summary>
internal enum ReleaseOrder
{
    Kept,
    Reversed,
    Random,
}

/// <summary>All deliveries: in the order of the events, unless faults are ordered or an attempt fails.</summary>
internal sealed class Deliveries
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly Lock _gate = new();
    private readonly List<Delivery> _all = [];
    private readonly List<Delivery> _collected = [];
    private readonly Random _random = new(1);
    private readonly Courier _courier;
    private readonly DeliveryFaults _faults;

    public Deliveries(Courier courier, DeliveryFaults faults, StripeClock clock, IOptions<StripeSimulatorOptions> options)
    {
        (_courier, _faults) = (courier, faults);
        if (options.Value.WebhookUrl is { Length: > 0 } url)
        {
            Configure(url, null, options.Value, clock.Now);
        }
    }

    public OrderedDictionary<string, WebhookEndpoint> Endpoints { get; } = [];

    public IReadOnlyList<Delivery> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>The endpoint of the settings, which tests may point elsewhere.</summary>
    public void Configure(string? url, IReadOnlyList<string>? secrets, StripeSimulatorOptions options, DateTimeOffset now)
    {
        const string Id = "we_simulated";
        if (Endpoints.TryGetValue(Id, out var present))
        {
            (present.Url, present.Secrets) = (url ?? present.Url, secrets ?? present.Secrets);
        }
        else
        {
            Endpoints.Add(Id, new WebhookEndpoint
            {
                Id = Id,
                Created = now,
                Url = url ?? "",
                Secrets = secrets ?? [options.WebhookSecret],
                ApiVersion = options.WebhookApiVersion,
            });
        }
    }

    /// <summary>Called with the world's lock held, so that numbers follow the order of what happened.</summary>
    public void Send(StripeEvent happened)
    {
        var wanting = Endpoints.Values.Where(endpoint => endpoint.Wants(happened.Type) && endpoint.Url.Length > 0).ToList();
        happened.PendingWebhooks = wanting.Count;
        lock (_gate)
        {
            foreach (var endpoint in wanting)
            {
                var payload = EventJson.Event(happened, endpoint.ApiVersion).ToJsonString(Indented);
                var delivery = new Delivery(_all.Count + 1, happened, endpoint, payload);
                _all.Add(delivery);
                Dispatch(delivery);
            }
        }
    }

    /// <summary>Lets go what was held or is being collected; only those numbers, when there are any.</summary>
    public int Release(ReleaseOrder order, IReadOnlyList<int>? numbers)
    {
        lock (_gate)
        {
            var held = _all.Where(delivery => delivery.State == DeliveryState.Held && numbers?.Contains(delivery.Number) != false).ToArray();
            if (order == ReleaseOrder.Random)
            {
                _random.Shuffle(held);
            }

            foreach (var delivery in order == ReleaseOrder.Reversed ? held.Reverse() : held)
            {
                _collected.Remove(delivery);
                Enqueue(delivery);
            }

            return held.Length;
        }
    }

    private void Dispatch(Delivery delivery)
    {
        if (_faults.Hold)
        {
            delivery.State = DeliveryState.Held;
            return;
        }

        if (_faults.ReorderWindow <= 1)
        {
            Enqueue(delivery);
            return;
        }

        delivery.State = DeliveryState.Held;
        _collected.Add(delivery);
        if (_collected.Count >= _faults.ReorderWindow)
        {
            var shuffled = _collected.ToArray();
            _random.Shuffle(shuffled);
            _collected.Clear();
            Array.ForEach(shuffled, Enqueue);
        }
    }

    private void Enqueue(Delivery delivery)
    {
        delivery.State = DeliveryState.Pending;
        for (var copy = 0; copy <= _faults.Duplicates; copy++)
        {
            if (_faults.Delay > TimeSpan.Zero)
            {
                _ = _courier.DeliverAsync(delivery, Task.CompletedTask, _faults.Delay * _random.NextDouble());
            }
            else
            {
                // Awaited by the next one: the order holds for first attempts only.
                delivery.Endpoint.Turn = _courier.DeliverAsync(delivery, delivery.Endpoint.Turn, TimeSpan.Zero);
            }
        }
    }
}
