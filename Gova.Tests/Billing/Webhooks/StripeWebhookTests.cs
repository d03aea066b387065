using System.Net;
using System.Text;
using System.Text.Json;
using Gova.Billing.Webhooks;
using Gova.Data.Billing;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Billing.Webhooks;

public sealed class StripeWebhookTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Now = new FakeClock().GetUtcNow();

    [Fact]
    public async Task An_event_is_stored_whole_before_it_is_acknowledged_and_once_however_often_it_comes()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());

        for (var time = 0; time < 3; time++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.SendEventAsync(SampleEvents.Of("evt_1", "customer.subscription.updated"), Stop)).StatusCode);
        }

        var stored = await host.EventAsync("evt_1", Stop);
        Assert.Equal(1, await host.UsingAsync(db => db.StripeEvents.CountAsync(Stop)));
        Assert.Equal(("customer.subscription.updated", "cus_1", StripeEventStatus.Pending, Now), (stored.Type, stored.CustomerId, stored.Status, stored.ReceivedAt));
        Assert.Equal("sub_1", JsonDocument.Parse(stored.Payload!).RootElement.GetProperty("data").GetProperty("object").GetProperty("id").GetString());
        Assert.Empty(stripe.Requests);
    }

    [Fact]
    public async Task What_is_forged_stale_or_unsigned_is_refused_and_not_stored()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        var body = JsonSerializer.SerializeToUtf8Bytes(SampleEvents.Of("evt_1", "invoice.paid"));
        var other = JsonSerializer.SerializeToUtf8Bytes(SampleEvents.Of("evt_1", "customer.deleted"));

        foreach (var signature in new[]
        {
            null, "", "t=1", "v1=00", $"t={Now.ToUnixTimeSeconds()},v1={new string('0', 64)}", BillingHost.Sign(body, Now, "whsec_of_somebody_else"),
            BillingHost.Sign(other, Now), BillingHost.Sign(body, Now.AddSeconds(-301)), BillingHost.Sign(body, Now.AddSeconds(301)),
        })
        {
            using var answer = await host.SendEventAsync(body, signature, Stop);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal("urn:gova:problem:signature", await answer.ProblemTypeAsync());
        }

        Assert.Equal(0, await host.UsingAsync(db => db.StripeEvents.CountAsync(Stop)));
        Assert.Equal(HttpStatusCode.OK, (await host.SendEventAsync(body, BillingHost.Sign(body, Now.AddSeconds(-300)), Stop)).StatusCode);
    }

    [Fact]
    public async Task While_a_secret_is_replaced_both_count_and_afterwards_the_new_one_only()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(
            services, stripe.Url, Stop, new FakeClock(), ("Stripe:WebhookSecrets", "whsec_new, whsec_old"));
        await using var later = host.Another(("Stripe:WebhookSecrets", "whsec_new"));
        var body = JsonSerializer.SerializeToUtf8Bytes(SampleEvents.Of("evt_1", "invoice.paid"));
        var (byOld, byNew) = (BillingHost.Sign(body, Now, "whsec_old"), BillingHost.Sign(body, Now, "whsec_new"));

        Assert.Equal(HttpStatusCode.OK, (await host.SendEventAsync(body, byOld, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.SendEventAsync(body, byNew, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.SendEventAsync(body, $"{byOld},{byNew[(byNew.IndexOf(',') + 1)..]},v0=00", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await later.SendEventAsync(body, byNew, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await later.SendEventAsync(body, byOld, Stop)).StatusCode);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":"evt_1","type":"invoice.paid","created":"soon","data":{"object":{}}}""")]
    [InlineData("""{"id":"evt_1","type":"invoice.paid","created":99999999999999,"data":{"object":{}}}""")]
    [InlineData("""{"id":"evt_1","type":"invoice.paid","created":1,"data":{"object":[]}}""")]
    [InlineData("""{"id":17,"type":"invoice.paid","created":1,"data":{"object":{}}}""")]
    public async Task What_is_signed_and_no_event_is_a_bad_request(string text)
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        var body = Encoding.UTF8.GetBytes(text);

        using var answer = await host.SendEventAsync(body, BillingHost.Sign(body, Now), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("urn:gova:problem:malformed-request", await answer.ProblemTypeAsync());
    }

    [Fact]
    public async Task Large_events_are_taken_and_monstrous_ones_are_not()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        var large = JsonSerializer.SerializeToUtf8Bytes(SampleEvents.Of("evt_1", "invoice.paid", text: new string('a', 900_000)));
        var monstrous = JsonSerializer.SerializeToUtf8Bytes(SampleEvents.Of("evt_2", "invoice.paid", text: new string('a', StripeWebhook.MaxBody)));

        Assert.Equal(HttpStatusCode.OK, (await host.SendEventAsync(large, BillingHost.Sign(large, Now), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.SendEventAsync(monstrous, BillingHost.Sign(monstrous, Now), Stop)).StatusCode);
    }

    [Fact]
    public async Task What_means_nothing_here_is_acknowledged_ignored_with_a_reason_and_not_kept()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());

        Assert.Equal(HttpStatusCode.OK, (await host.SendEventAsync(SampleEvents.Of("evt_kind", "charge.dispute.created"), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.SendEventAsync(SampleEvents.Of("evt_live", "invoice.paid", isLive: true), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.SendEventAsync(SampleEvents.Of("evt_nobody", "invoice.paid", customer: null), Stop)).StatusCode);

        Assert.Equal(0, await host.HandleEventsAsync(Stop));
        foreach (var (id, reason) in new[] { ("evt_kind", "kind"), ("evt_live", "live mode"), ("evt_nobody", "customer") })
        {
            var stored = await host.EventAsync(id, Stop);
            Assert.Equal((StripeEventStatus.Ignored, null, Now), (stored.Status, stored.Payload, stored.HandledAt));
            Assert.Contains(reason, stored.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_database_cannot_hold_keeps_nothing_else_away_and_is_not_lost()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            host.SendEventAsync(SampleEvents.Of($"evt_{n}", "invoice.paid", text: n % 5 == 0 ? "\0" : "fine"), Stop)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var stored = await host.UsingAsync(db => db.StripeEvents.AsNoTracking().ToListAsync(Stop));
        Assert.Equal((20, 4), (stored.Count(e => e.Status == StripeEventStatus.Pending), stored.Count(e => e.Payload is null)));
    }

    [Fact]
    public async Task Without_the_database_Stripe_is_told_to_send_again()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(services, stripe.Url, Stop, new FakeClock());
        await host.Database.ScalarAsync<int>("ALTER TABLE stripe_events RENAME TO stripe_events_away", Stop, asOwner: true);

        using var away = await host.SendEventAsync(SampleEvents.Of("evt_1", "invoice.paid"), Stop);
        await host.Database.ScalarAsync<int>("ALTER TABLE stripe_events_away RENAME TO stripe_events", Stop, asOwner: true);
        using var back = await host.SendEventAsync(SampleEvents.Of("evt_1", "invoice.paid"), Stop);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (away.StatusCode, back.StatusCode));
        Assert.Equal("urn:gova:problem:unavailable", await away.ProblemTypeAsync());
    }

    [Fact]
    public async Task Without_a_secret_nothing_is_taken()
    {
        await using var stripe = new ScriptedStripe();
        await using var host = await BillingHost.CreateAsync(
            services, stripe.Url, Stop, new FakeClock(), ("Stripe:SecretKey", ""), ("Stripe:WebhookSecrets", ""));

        using var answer = await host.SendEventAsync(SampleEvents.Of("evt_1", "invoice.paid"), Stop);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }
}
