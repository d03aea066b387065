using System.Globalization;
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

        return new RequestBody(await ParseAsync(request, cancellationToken) as JsonObject ?? throw DiscordException.InvalidJson);
    }

    public static async Task<JsonArray> ReadListAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await ParseAsync(request, cancellationToken) as JsonArray ?? throw DiscordException.InvalidJson;

    private static async Task<JsonNode?> ParseAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw DiscordException.InvalidJson;
        }
    }

    public IEnumerable<string> Names => fields.Select(item => item.Key);

    public bool Has(string name) => fields.ContainsKey(name);

    public JsonObject Clone() => fields.DeepClone().AsObject();

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

    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw DiscordException.InvalidForm(name, "DATE_TIME_TYPE_PARSE", $"Could not parse {text}. Should be ISO8601.");
    }

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

    /// <summary>A required list of ids, without repetitions.</summary>
    public IReadOnlyList<World.Snowflake> Ids(string name, int most)
    {
        var given = List(name) ?? throw DiscordException.InvalidForm(name, "BASE_TYPE_REQUIRED", "This field is required");
        var ids = given.Select((node, index) => World.Snowflake.TryParse(node?.ToString(), out var id)
            ? id
            : throw DiscordException.InvalidForm($"{name}.{index}", "NUMBER_TYPE_COERCE", $"Value \"{node}\" is not snowflake.")).ToList();
        if (ids.Distinct().Count() < ids.Count)
        {
            throw DiscordException.InvalidForm(name, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value");
        }

        return ids.Count >= 1 && ids.Count <= most
            ? ids
            : throw DiscordException.InvalidForm(name, "BASE_TYPE_BAD_LENGTH", $"Must be between 1 and {most} in length.");
    }

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
