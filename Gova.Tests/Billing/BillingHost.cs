using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Billing.Webhooks;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Billing;
using Gova.Data.Outbox;
using Gova.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gova.Tests.Billing;

/// <summary>
/// Billing in process, on a database of one test's own. Without its relay, so that the outbox can be looked at, and without what
/// works by itself unless a test wants that.
/// </summary>
internal sealed class BillingHost : WebApplicationFactory<Gova.Billing.Program>
{
    public const string WebhookSecret = "whsec_of_tests";

    /// <summary>The setting with which events are handled as they arrive.</summary>
    public static readonly (string Key, string Value) Background = ("Tests:Background", "true");

    private readonly Dictionary<string, string?> _settings;
    private readonly TimeProvider? _clock;
    private readonly bool _ownsDatabase;

    private BillingHost(TestDatabase database, Dictionary<string, string?> settings, TimeProvider? clock, bool ownsDatabase)
    {
        Database = database;
        (_settings, _clock, _ownsDatabase) = (settings, clock, ownsDatabase);
    }

    public TestDatabase Database { get; }

    /// <param name="stripe">Where Stripe is.</param>
    public static async Task<BillingHost> CreateAsync(
        LocalServices services, Uri stripe, CancellationToken cancellationToken, TimeProvider? clock = null,
        params (string Key, string Value)[] settings)
    {
        var database = await TestDatabase.CreateAsync(services, cancellationToken);
        var all = new Dictionary<string, string?>
        {
            ["ConnectionStrings:govadb"] = database.ConnectionString,
            ["ConnectionStrings:kafka"] = "127.0.0.1:9",
            ["Stripe:BaseUrl"] = stripe.ToString(),
            ["Stripe:SecretKey"] = "sk_test_simulated",
            ["Stripe:WebhookSecrets"] = WebhookSecret,
            ["Stripe:Prices:Month"] = "gova_pro_month",
            ["Stripe:Prices:Year"] = "gova_pro_year",
            // What it mends, a test has broken on purpose.
            ["Billing:ReconcileEvery"] = "00:00:00",
            ["Billing:ReconcileCallsPerSecond"] = "0",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return new BillingHost(database, all, clock, ownsDatabase: true);
    }

    /// <summary>Another one on the same database, as beside or after this one.</summary>
    public BillingHost Another(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>(_settings);
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return new BillingHost(Database, all, _clock, ownsDatabase: false);
    }

    /// <summary>As Stripe signs it.</summary>
    public static string Sign(byte[] body, DateTimeOffset at, string secret = WebhookSecret)
    {
        var signed = Encoding.UTF8.GetBytes($"{at.ToUnixTimeSeconds()}.").Concat(body).ToArray();
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        return $"t={at.ToUnixTimeSeconds()},v1={Convert.ToHexStringLower(signature)}";
    }

    public async Task<HttpResponseMessage> SendEventAsync(
        byte[] body, string? signature, CancellationToken cancellationToken)
    {
        using var client = CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, StripeWebhook.Path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        if (signature is not null)
        {
            request.Headers.TryAddWithoutValidation(StripeSignature.Header, signature);
        }

        return await client.SendAsync(request, cancellationToken);
    }

    public Task<HttpResponseMessage> SendEventAsync(object message, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message);
        return SendEventAsync(body, Sign(body, (_clock ?? TimeProvider.System).GetUtcNow()), cancellationToken);
    }

    /// <summary>An event in Stripe's own words.</summary>
    public async Task SendAsync(string message, TimeProvider clock)
    {
        var body = Encoding.UTF8.GetBytes(message);
        using var answer = await SendEventAsync(body, Sign(body, clock.GetUtcNow()), TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>One after the other, each handled before the next comes.</summary>
    public async Task DeliverAsync(IEnumerable<string> messages, TimeProvider clock)
    {
        foreach (var message in messages)
        {
            await SendAsync(message, clock);
            await HandleEventsAsync(TestContext.Current.CancellationToken);
        }
    }

    public Task<RefreshedCustomer?> RefreshAsync(string customerId, CancellationToken cancellationToken) =>
        Services.GetRequiredService<RefreshCustomer>().ExecuteAsync(customerId, cancellationToken);

    /// <summary>Handles what is due.</summary>
    public Task<int> HandleEventsAsync(CancellationToken cancellationToken) =>
        Services.GetRequiredService<InboxWorker>().HandleDueAsync(cancellationToken);

    public async Task<User> AddUserAsync(string username, CancellationToken cancellationToken, string? customerId = null)
    {
        await using var db = Database.CreateContext();
        var user = User.Register(username, $"{username}@example.org", (_clock ?? TimeProvider.System).GetUtcNow());
        user.IsVerified = true;
        user.StripeCustomerId = customerId;
        db.Add(user);
        await db.SaveChangesAsync(cancellationToken);
        return user;
    }

    public Task<User> UserAsync(Guid userId, CancellationToken cancellationToken) =>
        UsingAsync(db => db.Users.AsNoTracking().SingleAsync(u => u.UserId == userId, cancellationToken));

    public Task<StripeEvent> EventAsync(string id, CancellationToken cancellationToken) =>
        UsingAsync(db => db.StripeEvents.AsNoTracking().SingleAsync(e => e.EventId == id, cancellationToken));

    public async Task<T> UsingAsync<T>(Func<GovaDbContext, Task<T>> query)
    {
        await using var db = Database.CreateContext();
        return await query(db);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_ownsDatabase)
        {
            await Database.DisposeAsync();
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            if (_clock is not null)
            {
                services.AddSingleton(_clock);
            }

            services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType == typeof(OutboxRelay)));
            if (_settings.ContainsKey(Background.Key))
            {
                return;
            }

            // The inbox itself must run: it stores what comes.
            var works = services.Where(s =>
                s.ServiceType == typeof(IHostedService) && (s.ImplementationType ?? s.ImplementationFactory?.Method.ReturnType)?.Namespace?.StartsWith("Gova.Billing", StringComparison.Ordinal) == true)
                .ToList();
            foreach (var service in works)
            {
                services.Remove(service);
            }

            services.AddHostedService(provider => provider.GetRequiredService<EventInbox>());
        });
    }
}
