using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Api.Auth;
using Gova.Api.Features.Privacy;
using Gova.Api.Features.Webhooks.Delivery;
using Gova.Data;
using Gova.Data.Outbox;
using Gova.Data.Teams;
using Gova.Tests.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gova.Tests.Api;

/// <summary>The api in process, on a database and topics of one test's own. Without its relay, so that the outbox can be looked at.</summary>
internal sealed class ApiHost : WebApplicationFactory<Gova.Api.Program>
{
    public const string Password = "correct horse battery";

    /// <summary>The setting with which an api also delivers to webhooks, runs erasures and hears of new tiers.</summary>
    public static readonly (string Key, string Value) Background = ("Tests:Background", "true");

    private static readonly Type[] BackgroundServices = [typeof(WebhookFeeder), typeof(WebhookDispatcher), typeof(ErasureRunner), typeof(TierChanges)];

    private readonly Dictionary<string, string?> _settings;
    private readonly bool _relay;
    private readonly bool _ownsDatabase;

    private readonly TimeProvider? _clock;

    private ApiHost(TestDatabase database, Dictionary<string, string?> settings, bool relay, TimeProvider? clock, bool ownsDatabase = true)
    {
        _clock = clock;
        Database = database;
        _settings = settings;
        _relay = relay;
        _ownsDatabase = ownsDatabase;
        ClientOptions.HandleCookies = false;
    }

    public TestDatabase Database { get; }

    public string TopicPrefix => _settings["Kafka:TopicPrefix"]!;

    public static async Task<ApiHost> CreateAsync(
        LocalServices services, CancellationToken cancellationToken, bool relay = false, TimeProvider? clock = null,
        params (string Key, string Value)[] settings)
    {
        var database = await TestDatabase.CreateAsync(services, cancellationToken);
        var all = new Dictionary<string, string?>
        {
            ["ConnectionStrings:govadb"] = database.ConnectionString,
            ["ConnectionStrings:kafka"] = await services.KafkaAsync(cancellationToken),
            ["Kafka:Compatibility"] = LocalServices.KafkaCompatibility,
            ["Kafka:TopicPrefix"] = services.NewTopicPrefix(),
            ["Jwt:SigningKey"] = "a signing key for tests, 32 bytes or more",
            ["Encryption:CurrentKey"] = "first",
            ["Encryption:Keys:first"] = "an encryption key for tests, 32 characters or more",
            ["Servers:Allowed"] = "*",
            ["Tiers:Free:Moderators"] = "1000",
            ["RateLimits:SignInPerMinute"] = "1000",
            // Emails wait in their table, where tests look at them.
            ["Email:Provider"] = "None",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return new ApiHost(database, all, relay, clock);
    }

    /// <summary>As the base class, which over the wire follows redirects whatever <c>ClientOptions</c> say.</summary>
    public new HttpClient CreateClient()
    {
        var client = base.CreateClient();
        if (client.BaseAddress is not { IsDefaultPort: false } overTheWire)
        {
            return client;
        }

        client.Dispose();
        return new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = ClientOptions.AllowAutoRedirect, UseCookies = false }) { BaseAddress = overTheWire };
    }

    /// <summary>Another api on the same database, as beside or after this one.</summary>
    public ApiHost Another() => new(Database, _settings, _relay, _clock, ownsDatabase: false);

    /// <summary>Registers an account whose address is proven, and signs in with a bearer token.</summary>
    public async Task<HttpClient> SignUpAsync(string username, CancellationToken cancellationToken)
    {
        var client = CreateClient();
        var response = await client.PostAsJsonAsync(
            "/auth/register", new { username, email = $"{username}@example.org", password = Password }, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        await UsingAsync(db => db.Users.Where(u => u.Username == username).ExecuteUpdateAsync(
            set => set.SetProperty(u => u.Email, $"{username}@example.org").SetProperty(u => u.IsVerified, true), cancellationToken));
        await UsingAsync(db => db.UserCodes.Where(c => c.Payload == $"{username}@example.org").ExecuteDeleteAsync(cancellationToken));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.GetProperty("token").GetString());
        return client;
    }

    /// <summary>Puts an account into a moderator's team.</summary>
    public async Task JoinAsync(Community community, string username, ModeratorRole role, CancellationToken cancellationToken)
    {
        await using var db = Database.CreateContext();
        var user = await db.Users.SingleAsync(u => u.Username == username, cancellationToken);
        db.Add(new ModeratorMember { ModeratorId = community.ModeratorId, UserId = user.UserId, Role = role, AddedAt = Community.Now });
        await db.SaveChangesAsync(cancellationToken);
    }

    public Task<List<OutboxMessage>> OutboxAsync(CancellationToken cancellationToken) => UsingAsync(
        db => db.Outbox.AsNoTracking().OrderBy(m => m.Id).ToListAsync(cancellationToken));

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

        if (_clock is not null)
        {
            builder.ConfigureTestServices(services => services.AddSingleton(_clock));
        }

        // What works by itself would change tables under a test that looks at them.
        if (!_settings.ContainsKey(Background.Key))
        {
            builder.ConfigureTestServices(services =>
            {
                foreach (var service in services.Where(s => s.ImplementationType is { } type && BackgroundServices.Contains(type)).ToList())
                {
                    services.Remove(service);
                }
            });
        }

        if (!_relay)
        {
            builder.ConfigureTestServices(services => services.Remove(services.Single(s =>
                s.ServiceType == typeof(IHostedService) && s.ImplementationType == typeof(OutboxRelay))));
        }
    }
}
