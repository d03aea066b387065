using System.Net;
using System.Net.Sockets;
using Gova.Api.Features.Connections;
using Gova.Api.Features.Privacy;
using Gova.Billing.Checkouts;
using Gova.Data.Billing;
using Gova.Data.Privacy;
using Gova.Messaging;
using Gova.Tests.Billing;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;
using Gova.Tests.Simulators.Stripe;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gova.Tests.Api.Features.Privacy;

public sealed class EraseAtStripeTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deletion_is_over_when_nothing_is_charged_any_more_and_the_proof_says_so()
    {
        await using var stage = await Stage.CreateAsync(services);
        using var ada = await stage.Api.SignUpAsync("ada", Stop);
        await Community.CreateAsync(stage.Api, ada, 11, Stop);
        var customer = await stage.SubscribeAsync();
        await stage.ReceiveAsync("evt_1", customer);
        await stage.Stripe.PutAsync("/simulator/stripe", new { outage = true });
        await stage.DeleteAsync();

        await stage.EraseAsync(after: TimeSpan.Zero);
        Assert.False(await stage.Api.UsingAsync(db => db.Moderators.AnyAsync(Stop)));
        await stage.EraseAsync(after: TimeSpan.FromHours(2));
        Assert.Equal((ErasureStatus.Running, "Its subscription is not ended at Stripe yet."), await stage.StatusAsync());

        await stage.Stripe.PutAsync("/simulator/stripe", new { outage = false });
        await stage.EraseAsync(after: TimeSpan.FromMinutes(1));

        Assert.Equal((ErasureStatus.Completed, null), await stage.StatusAsync());
        Assert.Equal("canceled", await stage.SubscriptionAsync(customer));
        Assert.True((bool?)(await stage.Stripe.StripeGetAsync($"customers/{customer}"))["deleted"]);
        Assert.False(await stage.Api.UsingAsync(db => db.Users.AnyAsync(Stop)));
        var proof = await stage.Api.UsingAsync(db => db.AuditLog.SingleAsync(e => e.Action == "account.erased", Stop));
        Assert.Contains("\"stripe_customers\": 1", proof.After, StringComparison.Ordinal);
        Assert.Contains("\"stripe_subscriptions\": 1", proof.After, StringComparison.Ordinal);
        Assert.False(await stage.IsNamedAsync(customer));
    }

    [Fact]
    public async Task What_arrives_of_the_customer_after_its_end_goes_with_the_last_of_the_account()
    {
        await using var stage = await Stage.CreateAsync(services);
        using var ada = await stage.Api.SignUpAsync("ada", Stop);
        var customer = await stage.SubscribeAsync();
        await stage.DeleteAsync();

        await stage.EraseAsync(after: TimeSpan.Zero);
        Assert.Equal("canceled", await stage.SubscriptionAsync(customer));
        Assert.Equal((ErasureStatus.Running, null), await stage.StatusAsync());
        await stage.ReceiveAsync("evt_late", customer);
        await stage.EraseAsync(after: TimeSpan.FromHours(1));

        Assert.Equal((ErasureStatus.Completed, null), await stage.StatusAsync());
        Assert.False(await stage.IsNamedAsync(customer));
        // It is known, should Stripe send it again.
        Assert.Equal(StripeEventStatus.Ignored, await stage.Api.UsingAsync(db => db.StripeEvents.Select(e => e.Status).SingleAsync(Stop)));
    }

    /// <summary>An api and billing on one database, before the simulator's Stripe.</summary>
    private sealed class Stage : IAsyncDisposable
    {
        private readonly FakeClock _clock = new();
        private readonly BillingHost _billing;
        private readonly ErasureRunner _runner;

        private Stage(SimulatorApp stripe, ApiHost api, BillingHost billing)
        {
            (Stripe, Api, _billing) = (stripe, api, billing);
            var (database, contexts) = (api.Database, new Contexts(api.Database));
            _runner = new ErasureRunner(
                new ErasureQueue(database.DataSource, contexts, _clock), new EraseMember(database.DataSource),
                new EraseAccount(database.DataSource, contexts, new Topics("test."), _clock), api.Services.GetRequiredService<RevokeConnections>(),
                api.Services.GetRequiredService<EraseAtStripe>(), Options.Create(new PrivacyOptions()), _clock, NullLogger<ErasureRunner>.Instance);
        }

        public SimulatorApp Stripe { get; }

        public ApiHost Api { get; }

        public static async Task<Stage> CreateAsync(LocalServices services)
        {
            var (port, key) = (FreePort(), ("Internal:Key", new string('k', 32)));
            var stripe = await SimulatorApp.StartAsync();
            var api = await ApiHost.CreateAsync(services, Stop, settings: [key, ("services:billing:http:0", $"http://127.0.0.1:{port}")]);
            var billing = await BillingHost.CreateAsync(
                services, stripe.Address, Stop, settings: [key, ("ConnectionStrings:govadb", api.Database.ConnectionString)]);
            billing.UseKestrel(port);
            billing.StartServer();
            return new Stage(stripe, api, billing);
        }

        /// <returns>The customer's id.</returns>
        public async Task<string> SubscribeAsync()
        {
            var userId = await Api.UsingAsync(db => db.Users.Select(u => u.UserId).SingleAsync(Stop));
            await _billing.Services.GetRequiredService<StartCheckout>().ExecuteAsync(userId, "month", Stop);
            var session = await Api.UsingAsync(db => db.Checkouts.Select(c => c.SessionId).SingleAsync(Stop));
            await Stripe.PostAsync($"/simulator/stripe/checkouts/{session}/complete", new { });
            var customer = await Api.UsingAsync(db => db.Users.Select(u => u.StripeCustomerId!).SingleAsync(Stop));
            Assert.Equal("active", await SubscriptionAsync(customer));
            return customer;
        }

        public async Task<string> SubscriptionAsync(string customer) =>
            (await Stripe.StripeGetAsync("subscriptions", ("customer", customer), ("status", "all")))["data"]![0]!["status"]!.ToString();

        public Task<int> ReceiveAsync(string eventId, string customer) => Api.UsingAsync(async db =>
        {
            db.Add(new StripeEvent
            {
                EventId = eventId, Type = "customer.updated", CustomerId = customer, Payload = $$"""{"customer": "{{customer}}", "name": "Ada"}""",
                Reason = $"{customer} failed", CreatedAt = _clock.GetUtcNow(), ReceivedAt = _clock.GetUtcNow(),
            });
            db.Add(new Reconciliation { ReconciliationId = Guid.NewGuid(), StartedAt = _clock.GetUtcNow(), Findings = $$"""[{"customer_id": "{{customer}}"}, {"customer_id": "cus_other"}]""" });
            return await db.SaveChangesAsync(Stop);
        });

        /// <summary>As the confirmed code does it.</summary>
        public Task<int> DeleteAsync() => Api.UsingAsync(async db =>
        {
            var user = await db.Users.SingleAsync(Stop);
            user.Delete(_clock.GetUtcNow());
            ErasureQueue.AddAccount(db, user.UserId, _clock.GetUtcNow());
            return await db.SaveChangesAsync(Stop);
        });

        public async Task EraseAsync(TimeSpan after)
        {
            _clock.Advance(after);
            Assert.True(await _runner.RunAsync(Stop));
        }

        public async Task<(ErasureStatus, string?)> StatusAsync()
        {
            var erasure = await Api.UsingAsync(db => db.Erasures.AsNoTracking().SingleAsync(Stop));
            return (erasure.Status, erasure.Error);
        }

        public Task<bool> IsNamedAsync(string customer) => Api.Database.ScalarAsync<bool>(
            $"SELECT EXISTS (SELECT FROM stripe_events e WHERE e::text LIKE '%{customer}%') OR EXISTS (SELECT FROM reconciliations r WHERE r::text LIKE '%{customer}%' OR r::text NOT LIKE '%cus_other%')",
            Stop)!;

        public async ValueTask DisposeAsync()
        {
            await Api.DisposeAsync();
            await _billing.DisposeAsync();
            await Stripe.DisposeAsync();
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
