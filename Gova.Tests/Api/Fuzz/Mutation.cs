using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gova.Tests.Api.Matrix;
using Gova.Tests.Api.OpenApi;

namespace Gova.Tests.Api.Fuzz;

/// <summary>Spoils a good call, in one way each.</summary>
internal sealed class Mutation(World world, Random random)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly Junk _junk = new(random);

    /// <summary>A call that is wrong in the n-th way that is possible for the operation.</summary>
    /// <returns>The call, and what is wrong with it.</returns>
    public (HttpRequestMessage Request, string Text) Spoil(Operation operation, int n)
    {
        var ways = Ways(operation).ToList();
        var request = world.Request(operation);
        return (request, ways[n % ways.Count](request));
    }

    private IEnumerable<Func<HttpRequestMessage, string>> Ways(Operation operation)
    {
        yield return WithHeader;
        yield return request => InQuery(request, "nobody_knows_this");
        foreach (var parameter in operation.Parameters)
        {
            var name = parameter.GetProperty("name").GetString()!;
            switch (parameter.GetProperty("in").GetString())
            {
                case "query":
                    yield return request => InQuery(request, name);
                    yield return request => InQuery(request, name);
                    yield return request => InQuery(request, $"{name}={_junk.Escaped()}&{name}");
                    break;
                case "path":
                    yield return request => InPath(request, operation, name);
                    break;
            }
        }

        if (operation.JsonBody is { } body)
        {
            var example = body.GetProperty("example").GetRawText();
            for (var i = 0; i < 8; i++)
            {
                yield return request => WithBody(request, Replaced(JsonNode.Parse(example)!));
            }

            yield return request => WithBody(request, Without(JsonNode.Parse(example)!));
            yield return request => WithBody(request, $"{{\"nobody_knows_this\":{_junk.Value()?.ToJsonString() ?? "null"},{example[1..]}");
            yield return request => WithBody(request, Twice(JsonNode.Parse(example)!.AsObject()));
            yield return request => WithBody(request, example[..random.Next(example.Length)]);
            yield return request => WithBody(request, _junk.Value()?.ToJsonString() ?? "null");
            yield return request => WithBody(request, $"{new string('[', 200)}{new string(']', 200)}");
            yield return request => WithBody(request, example.Replace("\": \"", "\": \"\\ud800", StringComparison.Ordinal));
            yield return WithTooMuch;
            yield return request => WithBytes(request, [.. "{\"name\":\""u8, 0xff, 0xfe, 0xc0, .. "\"}"u8]);
            yield return request => WithType(request, example);
            yield return WithNoBody;
        }
    }

    private string WithHeader(HttpRequestMessage request)
    {
        string[] names = ["Accept", "Accept-Language", "If-Match", "If-None-Match", "Last-Event-ID", "X-Gova-Csrf", "Cookie", "Range", "X-Forwarded-For", "Idempotency-Key", "Origin"];
        string[] values = ["", "\"", "*/*;q=NaN", "bytes=9-1", "gova_session=x; gova_session=y", "-1", "W/\"x", new('x', 4_000), "%00", "application/xml"];
        var (name, value) = (names[random.Next(names.Length)], values[random.Next(values.Length)]);
        request.Headers.TryAddWithoutValidation(name, value);
        return $"{name}: {value}";
    }

    private string InQuery(HttpRequestMessage request, string name)
    {
        var path = request.RequestUri!.OriginalString;
        request.RequestUri = new Uri($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={_junk.Escaped()}", UriKind.Relative);
        return request.RequestUri.OriginalString;
    }

    private string InPath(HttpRequestMessage request, Operation operation, string name)
    {
        // An empty segment would be another path, and the server itself refuses a NUL in one.
        var junk = _junk.Escaped().Replace("%00", "%01", StringComparison.Ordinal) is { Length: > 0 } text ? text : "-";
        request.RequestUri = new Uri(world.Path(operation, name, junk), UriKind.Relative);
        return request.RequestUri.OriginalString;
    }

    private string Replaced(JsonNode root)
    {
        var places = Places(root).ToList();
        if (places.Count == 0)
        {
            return _junk.Value()?.ToJsonString() ?? "null";
        }

        switch (places[random.Next(places.Count)])
        {
            case (JsonObject parent, string name):
                parent[name] = _junk.Value();
                break;
            case (JsonArray parent, int index):
                parent[index] = _junk.Value();
                break;
        }

        return root.ToJsonString();
    }

    private string Without(JsonNode root)
    {
        if (Places(root).Where(p => p.Parent is JsonObject).ToList() is { Count: > 0 } places)
        {
            var (parent, name) = places[random.Next(places.Count)];
            ((JsonObject)parent).Remove((string)name);
        }

        return root.ToJsonString();
    }

    private static string Twice(JsonObject root)
    {
        var text = root.ToJsonString();
        return root.FirstOrDefault() is { Key: { } name } member
            ? $"{{{JsonValue.Create(name).ToJsonString()}:{member.Value?.ToJsonString() ?? "null"},{text[1..]}" : text;
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => Places(m.Value).Prepend((o, m.Key))),
        JsonArray a => a.SelectMany((item, i) => Places(item).Prepend((a, i))),
        _ => [],
    };

    private static string WithBody(HttpRequestMessage request, string json)
    {
        request.Content = new StringContent(json, Json);
        return json.Length > 500 ? $"{json[..500]}… ({json.Length})" : json;
    }

    private static string WithBytes(HttpRequestMessage request, byte[] bytes)
    {
        request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = Json } };
        return Convert.ToHexString(bytes);
    }

    private string WithType(HttpRequestMessage request, string example)
    {
        string[] types = ["text/plain", "application/xml", "multipart/form-data", "application/x-www-form-urlencoded", "application/json; charset=utf-7", "x", "application/octet-stream"];
        var type = types[random.Next(types.Length)];
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(example));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return type;
    }

    // Asks first: who is refused need not send.
    private static string WithTooMuch(HttpRequestMessage request)
    {
        request.Headers.ExpectContinue = true;
        return WithBody(request, $"{{\"x\":\"{new string('x', 1_200_000)}\"}}");
    }

    private static string WithNoBody(HttpRequestMessage request)
    {
        request.Content = null;
        return "no body";
    }
}
