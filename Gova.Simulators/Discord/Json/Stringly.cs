using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gova.Simulators.Discord.Json;

/// <summary>Writes every number as a string, as some compatible servers do.</summary>
internal static class Stringly
{
    public static JsonNode? Copy(JsonNode? node) => node switch
    {
        JsonObject item => new JsonObject(item.Select(pair => KeyValuePair.Create(pair.Key, Copy(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Copy)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => JsonValue.Create(value.ToJsonString()),
        _ => node?.DeepClone(),
    };

    public static byte[] Copy(byte[] json) => JsonSerializer.SerializeToUtf8Bytes(Copy(JsonNode.Parse(json)));
}
