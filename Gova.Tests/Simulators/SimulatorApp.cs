using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gova.Simulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gova.Tests.Simulators;

/// <summary>The simulators on a port of their own. Nobody chatters unless the settings say so.</summary>
internal sealed class SimulatorApp : IAsyncDisposable
{
    public const string Token = "simulated-bot-token";
    public const string DemoGuild = "100000000000000001";
    public const string Owner = "100000000000000100";

    private readonly WebApplication app;

    private SimulatorApp(WebApplication app)
    {
        this.app = app;
        Address = new Uri(app.Urls.First());
        Http = new HttpClient { BaseAddress = Address };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bot", Token);
    }

    public Uri Address { get; }
    public HttpClient Http { get; }

    public static Task<SimulatorApp> StartAsync(params (string Key, string Value)[] settings) => StartAsync(TimeProvider.System, settings);

    public static async Task<SimulatorApp> StartAsync(TimeProvider time, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        (string Key, string Value)[] quiet = [("Community:Enabled", "false"), ("Simulators:LlmLatencyMs", "0"), ("Simulators:LlmJitterMs", "0")];
        builder.Configuration.AddInMemoryCollection(quiet.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddSingleton(time);
        var app = SimulatorHost.Build(builder);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new SimulatorApp(app);
    }

    public async Task<JsonNode> ReadAsync(string path) =>
        (await Http.GetFromJsonAsync<JsonNode>(path, TestContext.Current.CancellationToken))!;

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null) =>
        Http.SendAsync(new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) }, TestContext.Current.CancellationToken);

    public async Task<JsonNode> PutAsync(string path, object body)
    {
        using var response = await SendAsync(HttpMethod.Put, path, body);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Asks the control for something to be done and returns what it answers.</summary>
    public async Task<JsonNode> PostAsync(string path, object body)
    {
        using var response = await SendAsync(HttpMethod.Post, path, body);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }

    /// <summary>A member says something; returns the message as the control shows it.</summary>
    public async Task<JsonNode> SayAsync(string content, string? userId = null, string? guildId = null)
    {
        using var response = await SendAsync(HttpMethod.Post, "/simulator/messages", new { content, user_id = userId, guild_id = guildId });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }

    public async Task<JsonArray> EffectsAsync() => (await ReadAsync("/simulator/effects"))["effects"]!.AsArray();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }
}
