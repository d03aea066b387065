using System.Net;
using System.Text.Json;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.OpenApi;

/// <summary>The api's own description, as tests read it.</summary>
internal sealed class ApiDocument
{
    private ApiDocument(JsonElement root)
    {
        Root = root;
        Operations =
        [
            .. from path in root.GetProperty("paths").EnumerateObject()
               from method in path.Value.EnumerateObject()
               select new Operation(this, HttpMethod.Parse(method.Name), path.Name, method.Value),
        ];
    }

    public JsonElement Root { get; }

    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>As committed; a test sees to it that the same is served.</summary>
    public static ApiDocument Committed() => new(JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Repository.File("Gova.Api", "openapi.json"))));

    public static async Task<ApiDocument> ServedAsync(HttpClient client, CancellationToken cancellationToken) =>
        new(await client.GetAsync("/openapi/v1.json", cancellationToken).JsonAsync(HttpStatusCode.OK, cancellationToken));

    /// <summary>What a reference refers to, or the element itself.</summary>
    public JsonElement Resolve(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$ref", out var reference) ? At(reference.GetString()!) : element;

    public JsonElement At(string reference)
    {
        Assert.StartsWith("#/", reference, StringComparison.Ordinal);
        return reference[2..].Split('/').Aggregate(Root, (element, part) =>
            element.TryGetProperty(part, out var inner) ? inner : throw new InvalidOperationException($"{reference} refers to nothing."));
    }
}
