using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gova.Simulators.Llm;

/// <summary>A checked chat completion request.</summary>
internal sealed record ChatRequest(string Model, IReadOnlyList<string> Texts, string LastUserText)
{
    private static readonly HashSet<string> Roles = ["system", "developer", "user", "assistant", "tool", "function"];

    public JsonObject? Schema { get; private init; }
    public bool WantsJson { get; private init; }
    public bool Stream { get; private init; }
    public bool StreamUsage { get; private init; }
    public int? MaxTokens { get; private init; }

    public static ChatRequest Parse(JsonObject body)
    {
        if (body["messages"] is not JsonArray { Count: > 0 } messages)
        {
            throw LlmException.Invalid("Missing required parameter: 'messages'.", "messages", "missing_required_parameter");
        }

        var read = messages.Select(Message).ToList();
        var format = body["response_format"] as JsonObject;
        return new ChatRequest(RequiredModel(body), [.. read.Select(message => message.Text)], read.LastOrDefault(message => message.Role == "user").Text ?? "")
        {
            Schema = SchemaOf(format),
            WantsJson = format?["type"]?.ToString() == "json_object",
            Stream = Flag(body["stream"]),
            StreamUsage = Flag(body["stream_options"]?["include_usage"]),
            MaxTokens = (body["max_completion_tokens"] ?? body["max_tokens"]) is JsonValue limit && limit.TryGetValue<int>(out var most) ? most : null,
        };
    }

    public static string RequiredModel(JsonObject body) =>
        body["model"] is JsonValue value && value.TryGetValue<string>(out var model) && model.Length > 0
            ? model
            : throw LlmException.Invalid("you must provide a model parameter", "model");

    private static (string Role, string Text) Message(JsonNode? node)
    {
        if (node is not JsonObject message || message["role"]?.ToString() is not { } role || !Roles.Contains(role))
        {
            throw LlmException.Invalid("Invalid value for 'messages': every message needs a known role.", "messages", "invalid_value");
        }

        var text = message["content"] switch
        {
            JsonArray parts => string.Concat(parts.Select(part => part?["text"]?.ToString())),
            JsonNode content => content.ToString(),
            null => "",
        };
        return (role, text);
    }

    private static JsonObject? SchemaOf(JsonObject? format)
    {
        switch (format?["type"]?.ToString())
        {
            case null or "text" or "json_object":
                return null;
            case "json_schema":
                break;
            default:
                throw LlmException.Invalid("Invalid value: 'response_format.type'.", "response_format.type", "invalid_value");
        }

        if (format["json_schema"] is not JsonObject described || described["name"] is null || described["schema"] is not JsonObject schema)
        {
            throw LlmException.Invalid("Missing required parameter: 'response_format.json_schema'.", "response_format.json_schema", "missing_required_parameter");
        }

        return Flag(described["strict"]) && StrictSchema.Problem(schema) is { } problem
            ? throw LlmException.Invalid($"Invalid schema for response_format '{described["name"]}': {problem}", "response_format", "invalid_json_schema")
            : schema;
    }

    private static bool Flag(JsonNode? node) => node?.GetValueKind() == JsonValueKind.True;
}
