using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Data.Teams;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Webhooks;

public sealed class WebhookTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_judged_arrives_where_an_admin_wants_it_and_is_logged()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: [ApiHost.Background, ("Webhooks:AllowLoopback", "true")]);
        await using var server = new HttpServer(_ => HttpServer.Answer(200, "ok"));
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var created = await ada.PostAsJsonAsync($"{community.Path}/webhooks", new { url = server.Url, event_types = (string[])["evaluation.created"] }, Stop)
            .JsonAsync(HttpStatusCode.Created, Stop);
        Assert.StartsWith("whsec_", created.GetProperty("secret").GetString(), StringComparison.Ordinal);
        var path = $"{community.Path}/webhooks/{created.GetProperty("webhook").GetProperty("endpoint_id").GetGuid()}";
        Assert.DoesNotContain("whsec_", await ada.GetStringAsync(path, Stop), StringComparison.Ordinal);

        var test = await ada.PostAsync($"{path}/test", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await community.RecordAsync(Stop, community.Message(0.9f, at: TimeProvider.System.GetUtcNow()), community.Message(0.1f));
        await Eventually.That(() => server.Requests.Count == 2, TimeSpan.FromSeconds(60), "both arrive");

        var bodies = server.Requests.Select(r => JsonSerializer.Deserialize<JsonElement>(r.Body)).ToDictionary(b => b.GetProperty("type").GetString()!);
        Assert.Equal("hello", bodies["evaluation.created"].GetProperty("data").GetProperty("context").GetProperty("content").GetString());
        Assert.Contains("webhook.test", bodies.Keys);
        await Eventually.That(
            async () => (await LogAsync("?status=delivered")).GetArrayLength() == 2, TimeSpan.FromSeconds(60), "both are logged");
        var first = (await LogAsync("?limit=1"))[0];
        Assert.Equal(("ok", 200, 1), (first.GetProperty("response_excerpt").GetString(), first.GetProperty("last_status").GetInt32(), first.GetProperty("attempts").GetInt32()));

        var delivery = $"{path}/deliveries/{test.GetProperty("delivery_id").GetGuid()}";
        var detail = await ada.GetAsync(delivery, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal("webhook.test", detail.GetProperty("payload").GetProperty("type").GetString());
        await ada.PostAsync($"{delivery}/redeliver", Stop).JsonAsync(HttpStatusCode.Accepted, Stop);
        await Eventually.That(() => server.Requests.Count == 3, TimeSpan.FromSeconds(60), "it comes again");
        Assert.Equal(2, server.Requests.Select(r => r.Headers["webhook-id"]).Distinct().Count());

        async Task<JsonElement> LogAsync(string query) =>
            (await ada.GetAsync($"{path}/deliveries{query}", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("data");
    }

    [Fact]
    public async Task A_webhook_is_changed_rotated_and_deleted_and_all_of_it_audited()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var created = await CreateAsync(ada, community);
        var path = $"{community.Path}/webhooks/{created.GetProperty("webhook").GetProperty("endpoint_id").GetGuid()}";

        var patched = await ada.PatchAsJsonAsync(path, new { is_enabled = false, event_types = (string[])["action.*"] }, Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(("https://example.org/hook", false), (patched.GetProperty("url").GetString(), patched.GetProperty("is_enabled").GetBoolean()));
        var rotated = await ada.PostAsync($"{path}/rotate", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.NotEqual(created.GetProperty("secret").GetString(), rotated.GetProperty("secret").GetString());
        Assert.InRange(
            rotated.GetProperty("webhook").GetProperty("previous_secret_until").GetDateTimeOffset() - TimeProvider.System.GetUtcNow(),
            TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        Assert.Equal(1, (await ada.GetAsync($"{community.Path}/webhooks", Stop).JsonAsync(HttpStatusCode.OK, Stop)).GetProperty("total").GetInt32());
        await ada.DeleteAsync(path, Stop).JsonAsync(HttpStatusCode.NoContent, Stop);
        await ada.GetAsync(path, Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);

        var audited = await host.UsingAsync(db => Task.FromResult(
            db.AuditLog.Where(e => e.TargetKind == "webhook").OrderBy(e => e.At).ToList()));
        Assert.Equal(["webhook.created", "webhook.updated", "webhook.secret_rotated", "webhook.deleted"], audited.Select(e => e.Action));
        Assert.DoesNotContain(audited, e => $"{e.Before}{e.After}".Contains("whsec", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_mistake_is_named_and_there_is_a_most()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);

        await ada.PostAsJsonAsync($"{community.Path}/webhooks", new { url = "https://10.0.0.1/", event_types = (string[])["x"], description = new string('x', 201) }, Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "url", "event_types", "description");
        await ada.PostAsJsonAsync($"{community.Path}/webhooks", new { }, Stop)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation", Stop, "url", "event_types");
        var created = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ada.PostAsJsonAsync(
            $"{community.Path}/webhooks", new { url = "https://example.org/hook", event_types = (string[])["action.*"] }, Stop)));

        Assert.Equal(10, created.Count(r => r.StatusCode == HttpStatusCode.Created));
        Assert.Equal(2, created.Count(r => r.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Who_is_no_admin_is_refused_and_a_stranger_finds_nothing()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var bob = await host.SignUpAsync("bob", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var theirs = await Community.CreateAsync(host, eve, 12, Stop);
        await host.JoinAsync(community, "bob", ModeratorRole.Reviewer, Stop);
        var id = (await CreateAsync(ada, community)).GetProperty("webhook").GetProperty("endpoint_id").GetGuid();
        var paths = new[] { "", $"/{id}", $"/{id}/deliveries", $"/{id}/deliveries/{Guid.NewGuid()}" };

        foreach (var path in paths)
        {
            await bob.GetAsync($"{community.Path}/webhooks{path}", Stop).ProblemAsync(HttpStatusCode.Forbidden, "role-too-low", Stop);
            await eve.GetAsync($"{community.Path}/webhooks{path}", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        }

        foreach (var path in paths[1..])
        {
            await eve.GetAsync($"{theirs.Path}/webhooks{path}", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        }

        await eve.PostAsync($"{theirs.Path}/webhooks/{id}/rotate", Stop).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        await bob.DeleteAsync($"{community.Path}/webhooks/{id}", Stop).ProblemAsync(HttpStatusCode.Forbidden, "role-too-low", Stop);
    }

    private static Task<JsonElement> CreateAsync(HttpClient client, Community community) => client
        .PostAsJsonAsync($"{community.Path}/webhooks", new { url = "https://example.org/hook", event_types = (string[])["evaluation.created"] }, Stop)
        .JsonAsync(HttpStatusCode.Created, Stop);
}
