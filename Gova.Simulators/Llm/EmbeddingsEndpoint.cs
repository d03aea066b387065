using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gova.Simulators.Llm;

/// <summary><c>POST /v1/embeddings</c>: words hashed into a vector of length one, so like texts lie close.</summary>
internal static class EmbeddingsEndpoint
{
    private const int UsualDimensions = 1_536;
    private const int MaxDimensions = 4_096;
    private const int CharactersPerToken = 4;

    public static async Task<JsonObject> HandleAsync(HttpContext context, RequestLog log)
    {
        var body = await LlmExtensions.ReadBodyAsync(context.Request);
        log.Add(context.Request.Path, body, fault: null);
        var model = ChatRequest.RequiredModel(body);
        var dimensions = body["dimensions"] is JsonValue value && value.TryGetValue<int>(out var asked) ? asked : UsualDimensions;
        if (dimensions is < 1 or > MaxDimensions)
        {
            throw LlmException.Invalid($"Invalid value for 'dimensions': must be between 1 and {MaxDimensions}.", "dimensions");
        }

        var inputs = Inputs(body["input"]);
        var asBase64 = body["encoding_format"]?.ToString() == "base64";
        var tokens = inputs.Sum(input => (input.Length + CharactersPerToken - 1) / CharactersPerToken);
        return new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. inputs.Select((input, index) => Item(index, HashedVector.Of(input, dimensions), asBase64))]),
            ["model"] = model,
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
        };
    }

    private static List<string> Inputs(JsonNode? input)
    {
        List<string> texts = input switch
        {
            JsonArray list when list.All(item => item?.GetValueKind() == JsonValueKind.String) => [.. list.Select(item => item!.ToString())],
            JsonValue value when value.TryGetValue<string>(out var text) => [text],
            _ => [],
        };
        return texts.Count > 0 && texts.All(text => text.Length > 0)
            ? texts
            : throw LlmException.Invalid("'$.input' is invalid: a text or a list of texts is expected.", "input");
    }

    private static JsonObject Item(int index, float[] vector, bool asBase64) => new()
    {
        ["object"] = "embedding",
        ["index"] = index,
        ["embedding"] = asBase64 ? Base64(vector) : new JsonArray([.. vector.Select(value => (JsonNode)value)]),
    };

    private static string Base64(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var index = 0; index < vector.Length; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(index * sizeof(float)), vector[index]);
        }

        return Convert.ToBase64String(bytes);
    }
}
