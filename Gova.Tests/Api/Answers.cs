using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Gova.Tests.Api;

/// <summary>Reading and checking answers.</summary>
internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this Task<HttpResponseMessage> sending, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(expected == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>The answer is problem details of that name; the fields are exactly those it complains of.</summary>
    public static async Task<JsonElement> ProblemAsync(
        this Task<HttpResponseMessage> sending, HttpStatusCode expected, string name, CancellationToken cancellationToken, params string[] fields)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(expected == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal($"urn:gova:problem:{name}", problem.GetProperty("type").GetString());
        Assert.Equal((int)expected, problem.GetProperty("status").GetInt32());
        string[] named = problem.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateObject().Select(e => e.Name)] : [];
        Assert.Equal(fields.Order(), named.Order());
        return problem;
    }

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, CancellationToken cancellationToken) =>
        client.PostAsync(path, null, cancellationToken);

    public static Task<HttpResponseMessage> PostTextAsync(this HttpClient client, string path, string json, CancellationToken cancellationToken) =>
        client.PostAsync(path, new StringContent(json, new MediaTypeHeaderValue("application/json")), cancellationToken);
}
