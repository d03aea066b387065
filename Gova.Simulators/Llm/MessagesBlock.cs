using System.Text.Json;

namespace Gova.Simulators.Llm;

/// <summary>The messages to be judged: JSON between <c>&lt;messages&gt;</c> tags in the prompt.</summary>
internal static class MessagesBlock
{
    private const string Open = "<messages>";
    private const string Close = "</messages>";

    public static IReadOnlyList<(string Ref, string Text)> Find(string prompt)
    {
        var start = prompt.LastIndexOf(Open, StringComparison.Ordinal);
        var end = start < 0 ? -1 : prompt.IndexOf(Close, start, StringComparison.Ordinal);
        if (end < 0)
        {
            return [];
        }

        try
        {
            using var block = JsonDocument.Parse(prompt[(start + Open.Length)..end]);
            return [.. block.RootElement.EnumerateArray().Select(item => (Text(item, "ref"), Text(item, "text")))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static string Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
