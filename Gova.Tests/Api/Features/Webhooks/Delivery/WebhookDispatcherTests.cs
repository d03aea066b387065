using Gova.Api.Features.Webhooks.Delivery;
using Gova.Data.Encryption;
using Gova.Data.Webhooks;
using Gova.Tests.Data;
using Gova.Tests.Data.Webhooks;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gova.Tests.Api.Features.Webhooks.Delivery;

public sealed class WebhookDispatcherTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();

    private readonly Encryptor _encryptor = new(Options.Create(new EncryptionOptions
    {
        CurrentKey = "one", Keys = { ["one"] = "an encryption key for tests, 32 characters or more" },
    }));

    [Fact]
    public async Task What_fails_goes_again_more_and_more_seldom_and_in_the_end_not_any_more()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var server = new HttpServer(_ => HttpServer.Answer(500));
        var endpoint = await AddEndpointAsync(database, server);
        await AddDeliveryAsync(database, endpoint);
        using var dispatcher = Dispatcher(database);
        var waits = new List<TimeSpan>();

        for (var last = _clock.GetUtcNow(); await database.ScalarAsync<long>("SELECT count(*) FROM webhook_deliveries WHERE status <> 'dead'", Stop) > 0;)
        {
            Assert.Equal(1, await dispatcher.DeliverAsync(Stop));
            Assert.Equal(0, await dispatcher.DeliverAsync(Stop));
            await using var db = database.CreateContext();
            var next = (await db.WebhookDeliveries.AsNoTracking().SingleAsync(Stop)).NextAttemptAt;
            waits.Add(next - last);
            _clock.Advance(next - _clock.GetUtcNow() > TimeSpan.Zero ? next - _clock.GetUtcNow() : TimeSpan.Zero);
            last = next;
        }

        Assert.Equal(RetrySchedule.MaxAttempts, server.Requests.Count);
        Assert.Single(server.Requests.Select(r => r.Headers["webhook-id"]).Distinct());
        Assert.All(waits[..^1].Zip(waits[1..^1]), pair => Assert.True(pair.First < pair.Second * 1.5, string.Join(", ", waits)));
        Assert.InRange((_clock.GetUtcNow() - new FakeClock().GetUtcNow()).TotalHours, 20, 36);
    }

    [Fact]
    public async Task An_endpoint_that_is_gone_is_turned_off_and_its_owner_told()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var server = new HttpServer(_ => HttpServer.Answer(410));
        var endpoint = await AddEndpointAsync(database, server);
        await AddDeliveryAsync(database, endpoint, count: 3);
        using var dispatcher = Dispatcher(database);

        await dispatcher.DeliverAsync(Stop);

        await using var db = database.CreateContext();
        Assert.Equal("It answered 410: it is gone.", (await db.WebhookEndpoints.SingleAsync(w => !w.IsEnabled, Stop)).DisabledReason);
        Assert.Equal("webhook_disabled", (await db.Emails.SingleAsync(Stop)).Template);
        Assert.Equal("webhook.disabled", (await db.AuditLog.SingleAsync(Stop)).Action);
        Assert.Equal(0, await dispatcher.DeliverAsync(Stop));
    }

    [Fact]
    public async Task An_endpoint_that_failed_for_days_is_turned_off_and_one_that_recovers_is_not()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var works = false;
        await using var server = new HttpServer(_ => HttpServer.Answer(works ? 200 : 500));
        var endpoint = await AddEndpointAsync(database, server);
        using var dispatcher = Dispatcher(database);
        await FailAsync();
        _clock.Advance(TimeSpan.FromDays(4));
        works = true;
        await FailAsync();
        works = false;
        await FailAsync();
        _clock.Advance(TimeSpan.FromDays(4));
        await FailAsync();
        Assert.True(await database.ScalarAsync<bool>("SELECT is_enabled FROM webhook_endpoints", Stop));

        _clock.Advance(TimeSpan.FromDays(2));
        await FailAsync();

        Assert.False(await database.ScalarAsync<bool>("SELECT is_enabled FROM webhook_endpoints", Stop));
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM emails", Stop));

        async Task FailAsync()
        {
            await AddDeliveryAsync(database, endpoint);
            await dispatcher.DeliverAsync(Stop);
        }
    }

    [Fact]
    public async Task A_slow_endpoint_holds_up_only_itself()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        using var release = new SemaphoreSlim(0);
        await using var slow = new HttpServer(async (_, stop) =>
        {
            await release.WaitAsync(stop);
            return HttpServer.Answer(200);
        });
        await using var quick = new HttpServer(_ => HttpServer.Answer(200));
        await AddDeliveryAsync(database, await AddEndpointAsync(database, slow), count: 100);
        using var dispatcher = Dispatcher(database, TimeProvider.System);
        await dispatcher.StartAsync(Stop);
        await Eventually.That(() => slow.Requests.Count == 4, TimeSpan.FromSeconds(60), "the slow one has what it may have");

        await AddDeliveryAsync(database, await AddEndpointAsync(database, quick), count: 30);
        await Eventually.That(() => quick.Requests.Count == 30, TimeSpan.FromSeconds(60), "the quick one is served");

        Assert.Equal(4, slow.Requests.Count);
        release.Release(100);
        await Eventually.That(() => slow.Requests.Count == 100, TimeSpan.FromSeconds(60), "the slow one is served");
        await dispatcher.StopAsync(Stop);
    }

    [Fact]
    public async Task A_dead_host_s_delivery_is_made_by_another()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var server = new HttpServer(_ => HttpServer.Answer(200));
        await AddDeliveryAsync(database, await AddEndpointAsync(database, server));
        var queue = new DeliveryQueue(database.DataSource, _clock);
        var dead = Assert.Single(await queue.ClaimAsync([], 10, 10, TimeSpan.FromMinutes(1), Stop));
        using var dispatcher = Dispatcher(database);
        Assert.Equal(0, await dispatcher.DeliverAsync(Stop));

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await dispatcher.DeliverAsync(Stop));
        await queue.RecordAsync(dead, new DeliveryOutcome(false, 500, "late", 1, null), null, Stop);

        Assert.Equal("delivered", await database.ScalarAsync<string>("SELECT status FROM webhook_deliveries", Stop));
    }

    [Fact]
    public async Task What_waits_for_an_endpoint_that_is_off_is_forgotten_with_the_log()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var server = new HttpServer(_ => HttpServer.Answer(200));
        await AddDeliveryAsync(database, await AddEndpointAsync(database, server));
        await database.ScalarAsync<object>("UPDATE webhook_endpoints SET is_enabled = false", Stop);

        Assert.Equal(1, await new DeliveryQueue(database.DataSource, _clock).ForgetAsync(_clock.GetUtcNow().AddSeconds(1), Stop));
    }

    [Fact]
    public async Task Nothing_is_sent_to_an_owner_whose_address_is_not_proven()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var server = new HttpServer(_ => HttpServer.Answer(410));
        await AddDeliveryAsync(database, await AddEndpointAsync(database, server));
        await database.ScalarAsync<object>("UPDATE users SET email = 'one@unproven.invalid'", Stop);
        using var dispatcher = Dispatcher(database);

        await dispatcher.DeliverAsync(Stop);

        Assert.False(await database.ScalarAsync<bool>("SELECT is_enabled FROM webhook_endpoints", Stop));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM emails", Stop));
    }

    private WebhookDispatcher Dispatcher(TestDatabase database, TimeProvider? time = null)
    {
        var (clock, options) = (time ?? _clock, Options.Create(new WebhookOptions { AllowLoopback = true }));
        return new WebhookDispatcher(
            new DeliveryQueue(database.DataSource, clock), new WebhookSender(new GuardedHandler(new SystemResolver(), options), _encryptor, options, TimeProvider.System),
            new DisableWebhook(new Contexts(database), clock), options, clock, NullLogger<WebhookDispatcher>.Instance);
    }

    private async Task<Guid> AddEndpointAsync(TestDatabase database, HttpServer server)
    {
        var moderator = await Samples.AddModeratorAsync(database);
        var endpoint = await Hooks.AddAsync(database, moderator.ModeratorId, _clock.GetUtcNow(), server.Url.ToString());
        await using var db = database.CreateContext();
        var secret = _encryptor.Encrypt(WebhookSignature.NewSecret(), Purposes.WebhookSecret, endpoint.EndpointId);
        await db.WebhookEndpoints.Where(w => w.EndpointId == endpoint.EndpointId).ExecuteUpdateAsync(s => s.SetProperty(w => w.Secret, secret.Bytes), Stop);
        return endpoint.EndpointId;
    }

    private async Task AddDeliveryAsync(TestDatabase database, Guid endpointId, int count = 1)
    {
        await using var db = database.CreateContext();
        // Due by either clock.
        var at = _clock.GetUtcNow().AddDays(-2);
        db.AddRange(Enumerable.Range(0, count).Select(_ => new WebhookDelivery
        {
            DeliveryId = Guid.NewGuid(), EndpointId = endpointId, EventId = Guid.NewGuid(), EventType = "webhook.test", NextAttemptAt = at, CreatedAt = at,
        }));
        await db.SaveChangesAsync(Stop);
    }
}
