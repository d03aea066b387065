using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;

namespace Gova.Tests.Api.Features.Connections;

/// <summary>The api beside a simulated Discord, where accounts are linked as browsers do it.</summary>
internal sealed class ConnectionStage : IAsyncDisposable
{
    /// <summary>Somebody with the role Moderator, which has Manage Server.</summary>
    public const string Manager = "100000000000000104";

    private const string Callback = "http://localhost/connections/discord/callback";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly HttpClient _browser = new(new HttpClientHandler { AllowAutoRedirect = false });

    private ConnectionStage(SimulatorApp discord, ApiHost host)
    {
        Discord = discord;
        Host = host;
    }

    public SimulatorApp Discord { get; }

    public ApiHost Host { get; }

    public static async Task<ConnectionStage> StartAsync(LocalServices services, params (string Key, string Value)[] simulator)
    {
        var discord = await SimulatorApp.StartAsync([("Simulators:OAuthRedirectUris", Callback), .. simulator]);
        var host = await ApiHost.CreateAsync(
            services, Stop, settings:
            [
                ("Servers:Allowed", ""), ("Discord:ClientId", "100000000000000002"), ("Discord:ClientSecret", "simulated-client-secret"),
                ("Discord:RedirectUri", Callback), ("Discord:AuthorizeUrl", $"{discord.Address}oauth2/authorize"),
                ("Discord:ApiBaseUrl", $"{discord.Address}api/v10"),
            ]);
        return new ConnectionStage(discord, host);
    }

    /// <summary>Begins: the address of Discord's page, and the browser's cookie.</summary>
    public static async Task<(string Url, string Cookie)> BeginAsync(HttpClient client, string? redirect = null)
    {
        using var response = await client.PostAsJsonAsync("/connections/discord/link", new { redirect }, Stop);
        var answer = await Task.FromResult(response).JsonAsync(HttpStatusCode.OK, Stop);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), c => c.StartsWith("gova_oauth=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        return (answer.GetProperty("authorize_url").GetString()!, cookie.Split(';')[0]);
    }

    /// <summary>Discord's page: where it leads back to.</summary>
    public async Task<Uri> AgreeAsync(string url, string userId = SimulatorApp.Owner)
    {
        using var response = await _browser.GetAsync($"{url}&user_id={userId}", Stop);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!;
    }

    /// <summary>Back at the api.</summary>
    public async Task<string> ReturnAsync(Uri location, string? cookie)
    {
        using var client = Host.CreateDefaultClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, location.PathAndQuery);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        using var response = await client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!.ToString();
    }

    public async Task<string> LinkAsync(HttpClient client, string userId = SimulatorApp.Owner, string? redirect = null)
    {
        var (url, cookie) = await BeginAsync(client, redirect);
        return await ReturnAsync(await AgreeAsync(url, userId), cookie);
    }

    public static Task<JsonElement> ServersAsync(HttpClient client) =>
        client.GetAsync("/connections/discord/guilds", Stop).JsonAsync(HttpStatusCode.OK, Stop);

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await Host.DisposeAsync();
        await Discord.DisposeAsync();
    }
}
