using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gova.Simulators.Discord.Rest;

/// <summary>One object of a form, which names itself by its path (none at the top) in every refusal.</summary>
internal sealed class FormCheck(string? path, JsonNode? node)
{
    private readonly JsonObject fields = node as JsonObject
        ?? throw DiscordException.InvalidForm(path ?? "", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");

    /// <summary>A text of the length asked for, or null when it may be and is absent.</summary>
    public string? Text(string name, int most, int least = 1, bool required = false)
    {
        if (fields[name] is not { } value)
        {
            return required ? throw Refusal(name, "BASE_TYPE_REQUIRED", "This field is required") : null;
        }

        if (value.GetValueKind() != JsonValueKind.String)
        {
            throw Refusal(name, "STRING_TYPE_CONVERT", "Could not interpret the value as string.");
        }

        var text = value.ToString();
        return text.Length >= least && text.Length <= most
            ? text
            : throw Refusal(name, "BASE_TYPE_BAD_LENGTH", $"Must be between {least} and {most} in length.");
    }

    public int Number(string name, int least, int most)
    {
        var number = fields[name] is JsonValue value && value.TryGetValue<int>(out var found)
            ? found
            : throw Refusal(name, "BASE_TYPE_REQUIRED", "This field is required");
        return number >= least && number <= most
            ? number
            : throw Refusal(name, "BASE_TYPE_CHOICES", $"Value must be between {least} and {most}.");
    }

    public bool Flag(string name) => fields[name] switch
    {
        null => false,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        _ => throw Refusal(name, "BOOLEAN_TYPE_CONVERT", "Must be either true or false."),
    };

    public bool Has(string name) => fields[name] is not null;

    public FormCheck? Object(string name) => fields[name] is { } value ? new FormCheck(At(name), value) : null;

    public IReadOnlyList<FormCheck> List(string name, int most, int least = 0)
    {
        var items = fields[name] switch
        {
            null => [],
            JsonArray list => list,
            _ => throw Refusal(name, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"),
        };
        if (items.Count < least || items.Count > most)
        {
            throw Refusal(name, "BASE_TYPE_BAD_LENGTH", $"Must be between {least} and {most} in length.");
        }

        return [.. items.Select((item, index) => new FormCheck($"{At(name)}.{index}", item))];
    }

    public DiscordException Refusal(string name, string code, string message) => DiscordException.InvalidForm(At(name), code, message);

    private string At(string name) => path is null ? name : $"{path}.{name}";
}
