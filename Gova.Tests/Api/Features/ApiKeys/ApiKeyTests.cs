using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Data.Audit;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.ApiKeys;

public sealed class ApiKeyTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task A_key_is_shown_once_and_stored_as_a_hash()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);

        var created = await CreateAsync(ada, "moderators:read");

        var key = created.GetProperty("key").GetString()!;
        Assert.StartsWith("gova_", key, StringComparison.Ordinal);
        var list = await ada.GetStringAsync("/api-keys/", Stop);
        Assert.DoesNotContain(key, list, StringComparison.Ordinal);
        Assert.Contains(key[..12], list, StringComparison.Ordinal);
        var stored = await host.Database.ScalarAsync<string>("SELECT to_jsonb(k)::text FROM api_keys k", Stop);
        Assert.DoesNotContain(key, stored, StringComparison.Ordinal);
        var audit = await host.UsingAsync(db => db.AuditLog.SingleAsync(a => a.Action == "api_key.created", Stop));
        Assert.DoesNotContain(key, audit.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_acts_as_its_account_within_its_scopes()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        await Community.CreateAsync(host, ada, 41, Stop);
        using var program = await ProgramAsync(host, ada, "moderators:read");

        var list = await program.GetAsync("/moderators/", Stop).JsonAsync(HttpStatusCode.OK, Stop);

        Assert.Equal(1, list.GetProperty("total").GetInt32());
        var id = list.GetProperty("data")[0].GetProperty("moderator_id").GetGuid();
        await program.PostAsync($"/moderators/{id}/start", Stop).ProblemAsync(HttpStatusCode.Forbidden, "insufficient-scope", Stop);
        using var other = await ProgramAsync(host, ada, "moderators:write");
        await other.GetAsync("/moderators/", Stop).ProblemAsync(HttpStatusCode.Forbidden, "insufficient-scope", Stop);
        await other.PostAsync($"/moderators/{id}/start", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        var audit = await host.UsingAsync(db => db.AuditLog.SingleAsync(a => a.Action == "moderator.started", Stop));
        Assert.Equal(AuditActor.ApiKey, audit.ActorKind);
    }

    [Fact]
    public async Task No_key_manages_the_account()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var program = await ProgramAsync(host, ada, Gova.Api.Auth.Scopes.All);

        foreach (var path in new[] { "/auth/me", "/auth/sessions/", "/api-keys/" })
        {
            await program.GetAsync(path, Stop).ProblemAsync(HttpStatusCode.Forbidden, "insufficient-scope", Stop);
        }

        foreach (var path in new[] { "change-username", "change-email", "change-password", "delete-account", "verify-action", "verify-email", "request-email-verification" })
        {
            await program.PostAsJsonAsync($"/auth/{path}", new { }, Stop).ProblemAsync(HttpStatusCode.Forbidden, "insufficient-scope", Stop);
        }

        await program.PostAsJsonAsync("/api-keys/", new { name = "more", scopes = new[] { "team:write" } }, Stop)
            .ProblemAsync(HttpStatusCode.Forbidden, "insufficient-scope", Stop);
        // Nor does it pass as a cookie.
        using var page = host.CreateClient();
        page.DefaultRequestHeaders.Add("Cookie", $"gova_session={program.DefaultRequestHeaders.Authorization!.Parameter}");
        await page.GetAsync("/moderators/", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_here_and_ten_seconds_later_elsewhere()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, clock: _clock);
        await using var another = host.Another();
        using var ada = await host.SignUpAsync("ada", Stop);
        using var program = await ProgramAsync(host, ada, "moderators:read");
        using var elsewhere = another.CreateClient();
        elsewhere.DefaultRequestHeaders.Authorization = program.DefaultRequestHeaders.Authorization;
        await program.GetAsync("/moderators/", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        await elsewhere.GetAsync("/moderators/", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var id = await host.UsingAsync(db => db.ApiKeys.Select(k => k.KeyId).SingleAsync(Stop));

        using var revoked = await ada.DeleteAsync($"/api-keys/{id}", Stop);

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await program.GetAsync("/moderators/", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
        _clock.Advance(Gova.Api.Auth.ApiKeyStore.Delay);
        await elsewhere.GetAsync("/moderators/", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
    }

    [Fact]
    public async Task A_key_expires_and_its_last_use_is_known_to_the_minute()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, clock: _clock);
        using var ada = await host.SignUpAsync("ada", Stop);
        var expires = _clock.GetUtcNow().AddMinutes(5);
        var created = await ada.PostAsJsonAsync("/api-keys/", new { name = "bot", scopes = new[] { "moderators:read" }, expires_at = expires }, Stop)
            .JsonAsync(HttpStatusCode.Created, Stop);
        using var program = Program(host, created);
        await program.GetAsync("/moderators/", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        var first = await LastUsedAsync(host);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await program.GetAsync("/moderators/", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(first, await LastUsedAsync(host));
        _clock.Advance(TimeSpan.FromSeconds(30));
        await program.GetAsync("/moderators/", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(first!.Value.AddMinutes(1), await LastUsedAsync(host));

        _clock.Advance(TimeSpan.FromMinutes(4));

        await program.GetAsync("/moderators/", Stop).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
    }

    [Fact]
    public async Task Everything_wrong_with_a_key_is_said_at_once()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);

        await ada.PostAsJsonAsync("/api-keys/", new { name = "", scopes = new[] { "everything" }, expires_at = "2020-01-01T00:00:00Z" }, Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "name", "scopes", "expires_at");
        await ada.PostAsJsonAsync("/api-keys/", new { name = "bot" }, Stop).ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "scopes");
    }

    [Fact]
    public async Task Nobody_revokes_the_keys_of_others_and_nobody_has_too_many()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        var created = await CreateAsync(ada, "moderators:read");
        var id = created.GetProperty("api_key").GetProperty("key_id").GetGuid();

        await eve.DeleteAsync($"/api-keys/{id}", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
            ada.PostAsJsonAsync("/api-keys/", new { name = $"bot {i}", scopes = new[] { "team:read" } }, Stop)));

        Assert.Equal(49, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        await Task.FromResult(answers.First(answer => answer.StatusCode != HttpStatusCode.Created))
            .ProblemAsync(HttpStatusCode.Conflict, "too-many-api-keys", Stop);
    }

    private static Task<JsonElement> CreateAsync(HttpClient client, params string[] scopes) =>
        client.PostAsJsonAsync("/api-keys/", new { name = "bot", scopes }, Stop).JsonAsync(HttpStatusCode.Created, Stop);

    private static async Task<HttpClient> ProgramAsync(ApiHost host, HttpClient owner, params string[] scopes) =>
        Program(host, await CreateAsync(owner, scopes));

    private static HttpClient Program(ApiHost host, JsonElement created)
    {
        var client = host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", created.GetProperty("key").GetString());
        return client;
    }

    private static Task<DateTimeOffset?> LastUsedAsync(ApiHost host) =>
        host.UsingAsync(db => db.ApiKeys.Select(k => k.LastUsedAt).SingleAsync(Stop));
}
