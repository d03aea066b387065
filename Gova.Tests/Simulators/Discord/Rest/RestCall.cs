using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Discord.Rest;

/// <summary>One REST call, answered by status and body.</summary>
internal static class RestCall
{
    public const string Api = "/api/v10";
    public const string Guild = $"{Api}/guilds/{SimulatorApp.DemoGuild}";
    public const string Member = "100000000000000120";
    public const string Channel = "100000000000000105";

    public static async Task<(HttpStatusCode Status, JsonNode? Body)> RestAsync(this SimulatorApp app, HttpMethod method, string path, object? body = null)
    {
        using var response = await app.SendAsync(method, path, body);
        var empty = response.StatusCode == HttpStatusCode.NoContent;
        return (response.StatusCode, empty ? null : await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken));
    }

    public static async Task RefusedAsync(this SimulatorApp app, HttpMethod method, string path, HttpStatusCode status, int code, object? body = null)
    {
        var (actual, answer) = await app.RestAsync(method, path, body);
        Assert.Equal(status, actual);
        Assert.Equal(code, (int)answer!["code"]!);
        Assert.NotEmpty(answer["message"]!.ToString());
    }
}
