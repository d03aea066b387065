using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features;

/// <summary>Every route of the api's own description, called by nobody and by somebody else: a new route is covered by itself.</summary>
public sealed class IsolationTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly string[] Open = ["/auth/register", "/auth/login", "/auth/logout", "/auth/refresh", "/auth/forgot-password", "/auth/reset-password"];

    [Fact]
    public async Task Nobody_sees_anything()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var nobody = host.CreateClient();
        var routes = (await RoutesAsync(nobody)).Where(r => !Open.Contains(r.Path) && !r.Path.StartsWith("/public/", StringComparison.Ordinal)).ToList();

        Assert.True(routes.Count >= 12);
        foreach (var (method, path) in routes)
        {
            await SendAsync(nobody, method, Fill(path, Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()))
                .ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated", Stop);
        }
    }

    [Fact]
    public async Task Other_tenants_find_nothing()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var ada = await host.SignUpAsync("ada", Stop);
        using var eve = await host.SignUpAsync("eve", Stop);
        var community = await Community.CreateAsync(host, ada, 11, Stop);
        var action = await community.ActAsync(Stop);
        var evaluation = await host.UsingAsync(db => db.Evaluations.Select(e => e.EventId).SingleAsync(Stop));
        var backtest = (await ada.PostAsJsonAsync($"{community.Path}/backtests", new { model = "other" }, Stop)
            .JsonAsync(HttpStatusCode.Accepted, Stop)).GetProperty("backtest_id").GetGuid();
        var routes = (await RoutesAsync(ada)).Where(r => r.Path.Contains('{', StringComparison.Ordinal)).ToList();

        Assert.True(routes.Count >= 9);
        foreach (var (method, path) in routes)
        {
            await SendAsync(eve, method, Fill(path, community.ModeratorId, action, evaluation, backtest)).ProblemAsync(HttpStatusCode.NotFound, "not-found", Stop);
        }

        var list = await eve.GetAsync("/moderators/", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal(0, list.GetProperty("total").GetInt32());
        var untouched = await ada.GetAsync($"/actions/{action}", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        Assert.Equal("awaiting_approval", untouched.GetProperty("status").GetString());
    }

    private static async Task<List<(HttpMethod Method, string Path)>> RoutesAsync(HttpClient client)
    {
        var document = await client.GetAsync("/openapi/v1.json", Stop).JsonAsync(HttpStatusCode.OK, Stop);
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from method in path.Value.EnumerateObject()
               select (HttpMethod.Parse(method.Name), path.Name),
        ];
    }

    // Nobody owns what has no example here; that somebody else's is not found either has tests of its own.
    private static string Fill(string path, Guid moderatorId, Guid actionId, Guid eventId, Guid backtestId) => Regex.Replace(
        path
            .Replace("{id}", $"{moderatorId}", StringComparison.Ordinal).Replace("{action_id}", $"{actionId}", StringComparison.Ordinal)
            .Replace("{event_id}", $"{eventId}", StringComparison.Ordinal).Replace("{backtest_id}", $"{backtestId}", StringComparison.Ordinal),
        @"\{\w+\}", _ => $"{Guid.NewGuid()}");

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path) =>
        client.SendAsync(new HttpRequestMessage(method, path), Stop);
}
