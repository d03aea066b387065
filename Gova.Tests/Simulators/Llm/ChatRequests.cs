using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Llm;

/// <summary>Requests as a careful client writes them.</summary>
internal static class ChatRequests
{
    public static JsonObject Strict(IReadOnlyList<string> texts, IReadOnlyList<string>? actions = null)
    {
        var block = JsonSerializer.Serialize(texts.Select((text, index) => new { @ref = $"k7f{index + 1}q", author = "someone", text }));
        return WithSchema($"Judge these.\n<messages>{block}</messages>", VerdictSchema(actions ?? ["reply", "delete", "timeout", "kick"]));
    }

    public static JsonObject WithSchema(string prompt, JsonNode schema) => new()
    {
        ["model"] = "simulated-moderator",
        ["messages"] = new JsonArray(
            new JsonObject { ["role"] = "system", ["content"] = "You moderate." },
            new JsonObject { ["role"] = "user", ["content"] = prompt }),
        ["response_format"] = new JsonObject
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject { ["name"] = "answer", ["strict"] = true, ["schema"] = schema },
        },
    };

    private static JsonObject VerdictSchema(IReadOnlyList<string> actions) => Record(
        ("verdicts", new JsonObject
        {
            ["type"] = "array",
            ["items"] = Record(
                ("ref", Type("string")),
                ("severity_score", Type("number")),
                ("confidence", Type("number")),
                ("guideline", Type("string")),
                ("reason", Type("string")),
                ("action", new JsonObject { ["anyOf"] = new JsonArray(Type("null"), Action(actions)) })),
        }));

    private static JsonObject Action(IReadOnlyList<string> actions) => Record(
        ("type", new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. actions.Select(action => (JsonNode)action)]) }),
        ("params", Record(("duration", Type("integer", "null")), ("content", Type("string", "null")))));

    private static JsonObject Record(params (string Name, JsonObject Schema)[] properties) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray([.. properties.Select(property => (JsonNode)property.Name)]),
        ["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(property.Name, (JsonNode?)property.Schema))),
    };

    private static JsonObject Type(params string[] types) =>
        new() { ["type"] = types.Length == 1 ? types[0] : new JsonArray([.. types.Select(type => (JsonNode)type)]) };
}
