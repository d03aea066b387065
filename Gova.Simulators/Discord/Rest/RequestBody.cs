using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gova.Simulators.Discord.Rest;

/// <summary>Reads a JSON object and its fields, refusing in Discord's words what does not fit.</summary>
internal sealed class RequestBody(JsonObject fields)
{
    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is 0)
        {
            return new RequestBody([]);
        }

        try
        {
            var node = await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken);
            return new RequestBody(node as JsonObject ?? throw DiscordException.InvalidJson);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw DiscordException.InvalidJson;
        }
    }

    public IEnumerable<string> Names => fields.Select(item => item.Key);

    public bool Has(string name) => fields.ContainsKey(name);

    public JsonNode? Node(string name) => fields[name];

    public string? Text(string name) => fields[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw DiscordException.InvalidForm(name, "BASE_TYPE_BAD_TYPE", "Could not interpret the value as string."),
    };

    public int? Integer(string name) => fields[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<int>(out var number) => number,
        _ => throw DiscordException.InvalidForm(name, "NUMBER_TYPE_COERCE", "Value is not int."),
    };

    public bool? Flag(string name) => fields[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        _ => throw DiscordException.InvalidForm(name, "BOOLEAN_TYPE_CONVERT", "Must be either true or false."),
    };

    public World.Snowflake? Id(string name) => fields[name] switch
    {
        null => null,
        JsonValue value when World.Snowflake.TryParse(value.ToString(), out var id) => id,
        _ => throw DiscordException.InvalidForm(name, "NUMBER_TYPE_COERCE", "Value is not snowflake."),
    };

    public RequestBody? Object(string name) => fields[name] switch
    {
        null => null,
        JsonObject value => new RequestBody(value),
        _ => throw DiscordException.InvalidForm(name, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"),
    };

    public JsonArray? List(string name) => fields[name] switch
    {
        null => null,
        JsonArray value => value,
        _ => throw DiscordException.InvalidForm(name, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"),
    };
}
