using System.Text.Json;

namespace Gova.Tests.Api.OpenApi;

/// <summary>One operation of the description.</summary>
internal sealed class Operation(ApiDocument document, HttpMethod method, string path, JsonElement json)
{
    public HttpMethod Method { get; } = method;

    public string Path { get; } = path;

    public JsonElement Json { get; } = json;

    public string Id => Json.GetProperty("operationId").GetString()!;

    /// <summary>Whether one may call it without being signed in.</summary>
    public bool IsOpen => !Json.TryGetProperty("security", out var security) || security.GetArrayLength() == 0;

    public string? Role => Text("x-required-role");

    public string? Scope => Text("x-required-scope");

    public IEnumerable<JsonElement> Parameters => Json.TryGetProperty("parameters", out var parameters) ? [.. parameters.EnumerateArray()] : [];

    public IEnumerable<string> PathIds => Parameters.Where(p => p.GetProperty("in").GetString() == "path").Select(p => p.GetProperty("name").GetString()!);

    /// <summary>Media types of the body with their schemas and examples.</summary>
    public IEnumerable<JsonProperty> Bodies =>
        Json.TryGetProperty("requestBody", out var body) ? [.. body.GetProperty("content").EnumerateObject()] : [];

    public JsonElement? JsonBody => Bodies.Where(b => b.Name == "application/json").Select(b => (JsonElement?)b.Value).SingleOrDefault();

    public IEnumerable<(string Status, JsonElement Response)> Responses =>
        Json.GetProperty("responses").EnumerateObject().Select(r => (r.Name, document.Resolve(r.Value)));

    /// <summary>The schema of that status' answer in that media type; null where none is declared.</summary>
    public JsonElement? Schema(int status, string mediaType) =>
        Responses.Where(r => r.Status == $"{status}" && r.Response.TryGetProperty("content", out _))
            .SelectMany(r => r.Response.GetProperty("content").EnumerateObject())
            .Where(c => c.Name == mediaType).Select(c => (JsonElement?)c.Value.GetProperty("schema")).FirstOrDefault();

    public bool Declares(int status) => Responses.Any(r => r.Status == $"{status}");

    public override string ToString() => $"{Method} {Path}";

    private string? Text(string member) => Json.TryGetProperty(member, out var value) ? value.GetString() : null;
}
