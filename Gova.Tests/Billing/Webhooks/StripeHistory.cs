using System.Text.Json.Nodes;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;
using Gova.Tests.Simulators.Stripe;

namespace Gova.Tests.Billing.Webhooks;

/// <summary>What happens to one customer at the simulated Stripe, and the events of it.</summary>
internal sealed class StripeHistory
{
    private const int PageSize = 100;

    private readonly SimulatorApp _stripe;
    private readonly FakeClock _clock;
    private readonly Random _random;
    private readonly List<string> _steps = [];
    private readonly HashSet<string> _seen = [];
    private string? _subscription;

    private StripeHistory(SimulatorApp stripe, FakeClock clock, Random random, string customer) =>
        (_stripe, _clock, _random, Customer) = (stripe, clock, random, customer);

    public string Customer { get; }

    /// <summary>Events that did not arrive yet.</summary>
    public List<string> Undelivered { get; } = [];

    public static async Task<StripeHistory> BeginAsync(SimulatorApp stripe, FakeClock clock, Random random) =>
        new(stripe, clock, random, await stripe.CustomerAsync());

    public override string ToString() => string.Join(", ", _steps);

    /// <summary>Something happens; what is impossible just now does not.</summary>
    public async Task StepAsync()
    {
        if (await LiveAsync() is not { } live)
        {
            await _stripe.SetCardAsync(Customer, "pays");
            var isTrial = _random.Next(2) == 0;
            _subscription = isTrial
                ? await _stripe.SubscribeAsync(Customer, ("subscription_data[trial_period_days]", "7"))
                : await _stripe.SubscribeAsync(Customer);
            _steps.Add(isTrial ? "try" : "subscribe");
            return;
        }

        switch (_random.Next(9))
        {
            case 0:
                await _stripe.StripeAsync(HttpMethod.Delete, $"subscriptions/{live}");
                _steps.Add("delete");
                return;
            case 1 or 2:
                var card = new[] { "pays", "declines", "requires_action" }[_random.Next(3)];
                await _stripe.SetCardAsync(Customer, card);
                _steps.Add(card);
                return;
            case 3:
                var ends = _random.Next(2) == 0;
                await _stripe.StripePostAsync($"subscriptions/{live}", ("cancel_at_period_end", ends ? "true" : "false"));
                _steps.Add(ends ? "cancel" : "resume");
                return;
            default:
                var days = _random.Next(1, 24);
                _clock.Advance(TimeSpan.FromDays(days));
                await _stripe.PostAsync("/simulator/stripe/clock", new { seconds = 1 });
                _clock.Advance(TimeSpan.FromSeconds(1));
                _steps.Add($"{days} days");
                return;
        }
    }

    /// <summary>Those since the last call, the oldest first.</summary>
    public async Task<List<string>> NewEventsAsync()
    {
        var found = new List<string>();
        for (string? after = null; ;)
        {
            // Stripe lists what happened within 30 days, the newest first.
            var page = await PageAsync(after);
            var isNew = page.Select(e => _seen.Add((string)e["id"]!)).ToList();
            found.AddRange(page.Where((e, n) => isNew[n] && IsOurs(e)).Select(e => e.ToJsonString()));
            if (page.Count < PageSize || !isNew[^1])
            {
                break;
            }

            after = (string?)page[^1]["id"];
        }

        found.Reverse();
        Undelivered.AddRange(found);
        return found;
    }

    /// <summary>Others are left in peace by it from now on.</summary>
    public async Task EndAsync()
    {
        if (await LiveAsync() is { } live)
        {
            await _stripe.StripeAsync(HttpMethod.Delete, $"subscriptions/{live}");
        }
    }

    private bool IsOurs(JsonNode happened)
    {
        var about = happened["data"]!["object"]!;
        return (string?)about["customer"] == Customer || (string?)about["id"] == Customer;
    }

    private async Task<List<JsonNode>> PageAsync(string? after)
    {
        (string, string)[] parameters = after is null ? [("limit", $"{PageSize}")] : [("limit", $"{PageSize}"), ("starting_after", after)];
        return [.. (await _stripe.StripeGetAsync("events", parameters))["data"]!.AsArray().Select(e => e!)];
    }

    private async Task<string?> LiveAsync()
    {
        if (_subscription is null)
        {
            return null;
        }

        var found = await _stripe.StripeGetAsync($"subscriptions/{_subscription}");
        return (string?)found["status"] is "canceled" or "incomplete_expired" ? null : _subscription;
    }
}
