using System.Text.Json.Nodes;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Simulators.Stripe.Webhooks;

public sealed class DeliveriesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Events_arrive_in_their_order_with_what_was_before()
    {
        await using var receiver = new HttpServer(_ => HttpServer.Answer(200));
        await using var app = await StartAsync(receiver);
        var (_, subscription) = await app.SubscribedAsync();
        await app.StripePostAsync($"subscriptions/{subscription}", ("cancel_at_period_end", "true"));
        var types = await app.EventTypesAsync();
        await Eventually.That(() => receiver.Requests.Count == types.Length, Patience, "all events arrive");
        Assert.Equal(types, Bodies(receiver).Select(body => body["type"]!.ToString()));
        var last = Bodies(receiver)[^1];
        Assert.False((bool)last["data"]!["previous_attributes"]!["cancel_at_period_end"]!);
        Assert.Equal(("event", "customer.subscription.updated", false), (last["object"]!.ToString(), last["type"]!.ToString(), (bool)last["livemode"]!));
        Assert.StartsWith("req_", last["request"]!["id"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_taken_comes_again_until_it_is()
    {
        var refusals = 3;
        await using var receiver = new HttpServer(_ => HttpServer.Answer(Interlocked.Decrement(ref refusals) >= 0 ? 500 : 200));
        await using var app = await StartAsync(receiver, ("Simulators:Stripe:WebhookRetryMs", "10"));
        await app.PutAsync("/simulator/stripe", new { lose_deliveries_next = 1 });
        await app.CustomerAsync();
        var delivery = await DeliveredAsync(app, 1);
        Assert.Equal([null, 500, 500, 500, 200], delivery[0]!["attempts"]!.AsArray().Select(attempt => (int?)attempt!["status"]));
        Assert.Single(Bodies(receiver).Select(body => body["id"]!.ToString()).Distinct());
        Assert.Equal(0, (int)(await app.StripeGetAsync("events"))["data"]![0]!["pending_webhooks"]!);
    }

    [Fact]
    public async Task Duplicates_are_the_same_event()
    {
        await using var receiver = new HttpServer(_ => HttpServer.Answer(200));
        await using var app = await StartAsync(receiver);
        await app.PutAsync("/simulator/stripe", new { duplicates = 2 });
        await app.CustomerAsync();
        await Eventually.That(() => receiver.Requests.Count == 3, Patience, "the event arrives three times");
        Assert.Single(Bodies(receiver).Select(body => body["id"]!.ToString()).Distinct());
    }

    [Fact]
    public async Task What_is_held_arrives_when_it_is_released_and_in_the_order_that_is_asked_for()
    {
        await using var receiver = new HttpServer(_ => HttpServer.Answer(200));
        await using var app = await StartAsync(receiver);
        await app.PutAsync("/simulator/stripe", new { hold = true });
        await app.SubscribedAsync();
        var types = await app.EventTypesAsync();
        Assert.All((await app.ReadAsync("/simulator/stripe/deliveries"))["deliveries"]!.AsArray(), delivery => Assert.Equal("held", delivery!["state"]!.ToString()));
        await app.PostAsync("/simulator/stripe/deliveries/release", new { numbers = new[] { 3 } });
        await DeliveredAsync(app, 1);
        Assert.Equal(types[2], Assert.Single(Bodies(receiver))["type"]!.ToString());
        await app.PostAsync("/simulator/stripe/deliveries/release", new { order = "reversed" });
        await DeliveredAsync(app, types.Length);
        Assert.Equal(types.Where((_, index) => index != 2).Reverse(), Bodies(receiver).Skip(1).Select(body => body["type"]!.ToString()));
    }

    [Fact]
    public async Task Collected_events_arrive_in_an_order_of_chance()
    {
        await using var receiver = new HttpServer(_ => HttpServer.Answer(200));
        await using var app = await StartAsync(receiver);
        await app.PutAsync("/simulator/stripe", new { reorder_window = 10 });
        await app.SubscribedAsync();
        await DeliveredAsync(app, 10);
        var (types, arrived) = (await app.EventTypesAsync(), Bodies(receiver).Select(body => body["type"]!.ToString()).ToArray());
        Assert.Equal(types.Order(), arrived.Order());
        Assert.NotEqual(types, arrived);
    }

    [Fact]
    public async Task Delayed_events_arrive_when_their_time_has_come()
    {
        var clock = new FakeClock();
        await using var receiver = new HttpServer(_ => HttpServer.Answer(200));
        await using var app = await SimulatorApp.StartAsync(clock, ("Simulators:Stripe:WebhookUrl", $"{receiver.Url}hooks"));
        await app.PutAsync("/simulator/stripe", new { delay_ms = 60_000 });
        var timers = clock.Timers;
        await app.CustomerAsync();
        await Eventually.That(() => clock.Timers > timers, Patience, "the delivery waits");
        Assert.Empty(receiver.Requests);
        clock.Advance(TimeSpan.FromMinutes(1));
        await DeliveredAsync(app, 1);
    }

    [Fact]
    public async Task An_endpoint_gets_what_it_subscribed_to_in_its_version()
    {
        await using var receiver = new HttpServer(_ => HttpServer.Answer(200));
        await using var app = await SimulatorApp.StartAsync();
        var endpoint = await app.StripePostAsync(
            "webhook_endpoints",
            ("url", $"{receiver.Url}hooks"), ("enabled_events[]", "customer.subscription.created"), ("api_version", "2025-06-30.basil"));
        Assert.StartsWith("whsec_", endpoint["secret"]!.ToString(), StringComparison.Ordinal);
        var (_, subscription) = await app.SubscribedAsync();
        await DeliveredAsync(app, 1);
        var data = Assert.Single(Bodies(receiver))["data"]!["object"]!;
        Assert.Equal((subscription, null), (data["id"]!.ToString(), data["current_period_end"]));
    }

    [Fact]
    public async Task An_event_can_be_sent_again()
    {
        await using var receiver = new HttpServer(_ => HttpServer.Answer(200));
        await using var app = await StartAsync(receiver);
        await app.CustomerAsync();
        await DeliveredAsync(app, 1);
        await app.PostAsync($"/simulator/stripe/events/{Bodies(receiver)[0]["id"]}/resend", new { });
        await DeliveredAsync(app, 2);
        Assert.Equal(Bodies(receiver)[0]["id"]!.ToString(), Bodies(receiver)[1]["id"]!.ToString());
    }

    private static Task<SimulatorApp> StartAsync(HttpServer receiver, params (string Key, string Value)[] settings) =>
        SimulatorApp.StartAsync([("Simulators:Stripe:WebhookUrl", $"{receiver.Url}hooks"), .. settings]);

    private static JsonNode[] Bodies(HttpServer receiver) => [.. receiver.Requests.Select(request => JsonNode.Parse(request.Body)!)];

    private static async Task<JsonArray> DeliveredAsync(SimulatorApp app, int count)
    {
        JsonArray all = [];
        await Eventually.That(
            async () =>
            {
                all = (await app.ReadAsync("/simulator/stripe/deliveries"))["deliveries"]!.AsArray();
                return all.Count(delivery => delivery!["state"]!.ToString() == "delivered") == count;
            },
            Patience,
            $"{count} deliveries are taken");
        return all;
    }
}
