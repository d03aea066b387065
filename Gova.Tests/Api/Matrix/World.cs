using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Gova.Api.Auth;
using Gova.Api.Features.Webhooks.Delivery;
using Gova.Data.Accounts;
using Gova.Data.Alerts;
using Gova.Data.Backtests;
using Gova.Data.Encryption;
using Gova.Data.Privacy;
using Gova.Data.Teams;
using Gova.Data.Trends;
using Gova.Data.Vectors;
using Gova.Data.Webhooks;
using Gova.Tests.Api.OpenApi;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Api.Matrix;

/// <summary>One moderator with one of everything, its team, a stranger, and api keys: what calls of every operation need.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly Dictionary<Caller, HttpClient> _people = [];
    private readonly Dictionary<string, object> _ids = [];
    private readonly Dictionary<string, string> _keys = [];
    private TableState? _before;

    private World(ApiHost host, ApiDocument document) => (Host, Document) = (host, document);

    public ApiHost Host { get; }

    public ApiDocument Document { get; }

    /// <summary>The tables as they were when the world was made.</summary>
    public TableState Before => _before!;

    public static async Task<World> CreateAsync(LocalServices services, CancellationToken cancellationToken, bool overTheWire = false)
    {
        var host = await ApiHost.CreateAsync(services, cancellationToken, settings: [("RateLimits:SignInPerMinute", "1000000")]);
        host.ClientOptions.AllowAutoRedirect = false;
        if (overTheWire)
        {
            host.UseKestrel(0);
        }

        using var nobody = host.CreateClient();
        var world = new World(host, await ApiDocument.ServedAsync(nobody, cancellationToken));
        await world.FillAsync(cancellationToken);
        world._before = await TableState.TakeAsync(host.Database, cancellationToken);
        return world;
    }

    /// <summary>Who calls, as a client. Api keys are the owner's.</summary>
    public HttpClient Client(Caller caller, Operation operation)
    {
        if (caller is not (Caller.KeyWithoutScope or Caller.KeyWithScope))
        {
            return _people[caller];
        }

        // Without the scope means with all others.
        var key = caller == Caller.KeyWithScope ? operation.Scope! : operation.Scope is { } scope ? $"not {scope}" : "all";
        return _people.GetValueOrDefault(caller) is { } client && client.DefaultRequestHeaders.Authorization!.Parameter == _keys[key]
            ? client : _people[caller] = WithToken(_keys[key]);
    }

    /// <summary>The operation's path with ids of what is there.</summary>
    public string Path(Operation operation, string? except = null, string? instead = null) => operation.PathIds.Aggregate(operation.Path, (path, name) =>
        path.Replace($"{{{name}}}", name == except ? instead : $"{_ids[name]}", StringComparison.Ordinal));

    /// <summary>What the world must be given before it can call every operation.</summary>
    public IEnumerable<string> Missing() => Document.Operations
        .SelectMany(o => o.PathIds.Where(name => !_ids.ContainsKey(name)).Select(name => $"{o}: the world has no {name}"));

    /// <summary>Those that can be called.</summary>
    public IEnumerable<Operation> Callable() => Document.Operations.Where(o => o.PathIds.All(_ids.ContainsKey));

    /// <summary>A call as the description gives it for an example.</summary>
    public HttpRequestMessage Request(Operation operation)
    {
        var required = operation.Parameters
            .Where(p => p.GetProperty("in").GetString() == "query" && p.TryGetProperty("required", out var isRequired) && isRequired.GetBoolean())
            .Select(p => $"{p.GetProperty("name")}={Uri.EscapeDataString(p.GetProperty("example").ToString())}");
        var request = new HttpRequestMessage(operation.Method, $"{Path(operation)}?{string.Join('&', required)}".TrimEnd('?'));
        if (operation.JsonBody is { } body)
        {
            request.Content = new StringContent(body.GetProperty("example").GetRawText(), new MediaTypeHeaderValue("application/json"));
        }

        return request;
    }

    public async ValueTask DisposeAsync()
    {
        await Before.DisposeAsync();
        await Host.DisposeAsync();
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private HttpClient WithToken(string token)
    {
        var client = Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        _people[Caller.Anonymous] = Host.CreateClient();
        // The names of the examples, so that they work for the owner.
        foreach (var (caller, name) in new[] { (Caller.Owner, "ada"), (Caller.Admin, "adam"), (Caller.Reviewer, "rex"), (Caller.Viewer, "vic"), (Caller.Stranger, "eve") })
        {
            _people[caller] = await Host.SignUpAsync(name, cancellationToken);
        }

        var community = await Community.CreateAsync(Host, _people[Caller.Owner], 11, cancellationToken);
        await Host.JoinAsync(community, "adam", ModeratorRole.Admin, cancellationToken);
        await Host.JoinAsync(community, "rex", ModeratorRole.Reviewer, cancellationToken);
        await Host.JoinAsync(community, "vic", ModeratorRole.Viewer, cancellationToken);
        _ids["action_id"] = await community.ActAsync(cancellationToken);
        await new RaiseAlert(Host.Database.DataSource, TimeProvider.System)
            .RaiseAsync(community.ModeratorId, AlertKind.Campaign, "four", "Four members", "{}", cancellationToken);

        await using var db = Host.Database.CreateContext();
        var users = await db.Users.ToDictionaryAsync(u => u.Username, u => u.UserId, cancellationToken);
        var (ada, now) = (users["ada"], Community.Now);
        await db.Users.ExecuteUpdateAsync(set => set.SetProperty(u => u.IsVerified, true), cancellationToken);
        var kinds = Scopes.All.SelectMany(s => new[] { (s, new[] { s }), ($"not {s}", Scopes.All.Except([s]).ToArray()) }).Append(("all", Scopes.All));
        foreach (var (name, scopes) in kinds)
        {
            _keys[name] = $"gova_{Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}";
            db.Add(new ApiKey { KeyId = Guid.CreateVersion7(now), UserId = ada, Name = name, Prefix = _keys[name][..12], KeyHash = Hash(_keys[name]), Scopes = scopes, CreatedAt = now });
        }

        var spare = new ApiKey { KeyId = Guid.CreateVersion7(now), UserId = ada, Name = "spare", Prefix = "gova_spare", KeyHash = Hash("spare"), Scopes = Scopes.All, CreatedAt = now };
        var session = new UserSession { SessionId = Guid.CreateVersion7(now), UserId = ada, FamilyId = Guid.CreateVersion7(now), RefreshTokenHash = Hash("another"), CreatedAt = now, LastUsedAt = now, ExpiresAt = now.AddDays(1) };
        var backtest = new Backtest { BacktestId = Guid.CreateVersion7(now), ModeratorId = community.ModeratorId, RequestedBy = ada, FromAt = now.AddDays(-1), UntilAt = now, MaxMessages = 10, RequestedAt = now };
        var invitation = new Invitation { InvitationId = Guid.CreateVersion7(now), ModeratorId = community.ModeratorId, Email = "new@example.org", TokenHash = Hash("invited"), InvitedBy = ada, CreatedAt = now, ExpiresAt = now.AddDays(1) };
        var endpointId = Guid.CreateVersion7(now);
        var secret = Host.Services.GetRequiredService<Encryptor>().Encrypt(WebhookSignature.NewSecret(), Purposes.WebhookSecret, endpointId);
        var endpoint = new WebhookEndpoint { EndpointId = endpointId, ModeratorId = community.ModeratorId, Url = "https://hooks.example.org/gova", Secret = secret.Bytes, KeyId = secret.KeyId, EventTypes = [], IsEnabled = true, CreatedBy = ada, CreatedAt = now, UpdatedAt = now };
        var delivery = new WebhookDelivery { DeliveryId = Guid.CreateVersion7(now), EndpointId = endpoint.EndpointId, EventId = Guid.CreateVersion7(now), EventType = "action.created", Status = DeliveryStatus.Dead, NextAttemptAt = now, CreatedAt = now };
        var erasure = ErasureQueue.AddMember(db, community.ModeratorId, "43", ada, now);
        var cluster = new TrendCluster { ClusterId = Guid.CreateVersion7(now), ModeratorId = community.ModeratorId, Name = "free nitro", Centroid = Embedding.From(new float[Embedding.Dimensions]), FirstSeenAt = now, LastSeenAt = now };
        db.AddRange(spare, session, backtest, invitation, endpoint, delivery, cluster);
        await db.SaveChangesAsync(cancellationToken);

        _ids["id"] = community.ModeratorId;
        _ids["event_id"] = await db.Evaluations.Select(e => e.EventId).SingleAsync(cancellationToken);
        _ids["alert_id"] = await db.Alerts.Select(a => a.AlertId).SingleAsync(cancellationToken);
        _ids["platform_user_id"] = 42;
        _ids["user_id"] = users["vic"];
        _ids["version"] = 1;
        _ids["guild_id"] = 11;
        (_ids["backtest_id"], _ids["invitation_id"], _ids["endpoint_id"], _ids["delivery_id"]) =
            (backtest.BacktestId, invitation.InvitationId, endpoint.EndpointId, delivery.DeliveryId);
        (_ids["erasure_id"], _ids["cluster_id"]) = (erasure.ErasureId, cluster.ClusterId);
        (_ids["key_id"], _ids["session_id"]) = (spare.KeyId, session.FamilyId);
    }
}
