using System.Text.Json;
using Gova.Moderation.Conversations;
using Gova.Moderation.Policy;

namespace Gova.Moderation.Review;

/// <summary>
/// Reads what the model answered. The schema is asked for, but servers exist that ignore it: every value is checked here, a
/// verdict with anything wrong in it is no verdict, and members that nobody asked for (such as a target) are not read.
/// </summary>
internal static class ReviewAnswer
{
    private const int MaxReason = 1_000;

    /// <summary>The strict schema that the model is asked to follow.</summary>
    public static readonly JsonElement Schema = JsonElement.Parse(
        """
        {
          "type": "object", "additionalProperties": false, "required": ["verdicts"],
          "properties": { "verdicts": { "type": "array", "items": {
            "type": "object", "additionalProperties": false,
            "required": ["ref", "severity_score", "confidence", "guideline", "reason", "action"],
            "properties": {
              "ref": { "type": "string" },
              "severity_score": { "type": "number" },
              "confidence": { "type": "number" },
              "guideline": { "type": ["string", "null"] },
              "reason": { "type": ["string", "null"] },
              "action": { "anyOf": [{ "type": "null" }, {
                "type": "object", "additionalProperties": false, "required": ["type", "params"],
                "properties": {
                  "type": { "type": "string", "enum": ["reply", "warn", "delete", "timeout", "kick", "ban", "add_role", "slow_mode", "pause_invites", "notify"] },
                  "params": { "type": "object", "additionalProperties": false, "required": ["duration", "content"],
                    "properties": { "duration": { "type": ["integer", "null"] }, "content": { "type": ["string", "null"] } } }
                } }] }
            } } } }
        }
        """);

    /// <summary>One result for each ref, in their order: its verdict, or what is wrong. Any other ref is dropped.</summary>
    public static IReadOnlyList<ReviewResult> Read(string text, IReadOnlyList<string> refs)
    {
        // Servers that ignore the schema like to wrap the object in a code fence or in prose.
        var start = text.IndexOf('{', StringComparison.Ordinal);
        var end = text.LastIndexOf('}');
        if (start < 0 || end < start)
        {
            return Unusable(refs, "The answer holds no JSON object.");
        }

        try
        {
            using var answer = JsonDocument.Parse(text.AsMemory(start, end - start + 1));
            return answer.RootElement.TryGetProperty("verdicts"u8, out var list) && list.ValueKind == JsonValueKind.Array
                ? [.. refs.Select(reference => ReadResult(list, reference))]
                : Unusable(refs, "The answer has no list named verdicts.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that holds half a surrogate pair.
            return Unusable(refs, "The answer is not valid JSON.");
        }
    }

    private static IReadOnlyList<ReviewResult> Unusable(IReadOnlyList<string> refs, string problem) =>
        [.. refs.Select(_ => new ReviewResult(null, problem))];

    private static ReviewResult ReadResult(JsonElement list, string reference)
    {
        var found = list.EnumerateArray().Where(item => IsFor(item, reference)).Take(2).ToList();
        if (found.Count != 1)
        {
            return new ReviewResult(null, $"The answer has {(found.Count == 0 ? "no" : "more than one")} verdict for the message.");
        }

        var verdict = ReadVerdict(found[0], out var problem);
        return new ReviewResult(verdict, problem);
    }

    private static bool IsFor(JsonElement item, string reference) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("ref"u8, out var value)
        && value.ValueKind == JsonValueKind.String && value.ValueEquals(reference);

    private static Verdict? ReadVerdict(JsonElement item, out string? problem)
    {
        problem = null;
        if (!TryGetShare(item, "severity_score", out var severity))
        {
            problem = "severity_score must be a number from 0 to 1.";
        }
        else if (!TryGetShare(item, "confidence", out var confidence))
        {
            problem = "confidence must be a number from 0 to 1.";
        }
        else
        {
            var action = ReadAction(item, out problem);
            return problem is null ? new Verdict(severity, confidence, Text(item, "reason"), action, Text(item, "guideline")) : null;
        }

        return null;
    }

    private static ProposedAction? ReadAction(JsonElement item, out string? problem)
    {
        problem = null;
        if (!item.TryGetProperty("action"u8, out var action) || action.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (action.ValueKind != JsonValueKind.Object || !TryGetType(action, out var type))
        {
            problem = "action.type must be one of the permitted types.";
            return null;
        }

        if (!action.TryGetProperty("params"u8, out var parameters) || parameters.ValueKind == JsonValueKind.Null)
        {
            return new ProposedAction(type);
        }

        if (parameters.ValueKind != JsonValueKind.Object)
        {
            problem = "action.params must be an object.";
            return null;
        }

        int? duration = null;
        if (parameters.TryGetProperty("duration"u8, out var seconds) && seconds.ValueKind != JsonValueKind.Null)
        {
            if (seconds.ValueKind != JsonValueKind.Number || !seconds.TryGetInt32(out var value)
                || value is < 1 or > ActionParams.MaxDuration)
            {
                problem = $"action.params.duration must be a whole number from 1 to {ActionParams.MaxDuration}, or null.";
                return null;
            }

            duration = value;
        }

        string? content = null;
        if (parameters.TryGetProperty("content"u8, out var words) && words.ValueKind != JsonValueKind.Null)
        {
            content = words.ValueKind == JsonValueKind.String ? Printable(words.GetString()!) : "";
            if (type is ActionType.Reply or ActionType.Warn or ActionType.Notify && content is not { Length: >= 1 and <= ActionParams.MaxContent })
            {
                problem = $"action.params.content must have 1 to {ActionParams.MaxContent} characters, or be null.";
                return null;
            }
        }

        return new ProposedAction(type, new ActionParams(duration, content));
    }

    private static bool TryGetType(JsonElement action, out ActionType type)
    {
        type = default;
        return action.TryGetProperty("type"u8, out var name) && name.ValueKind == JsonValueKind.String
            && name.GetString() is { } text && text.All(c => char.IsAsciiLetter(c) || c == '_')
            && Enum.TryParse(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out type) && type.IsGrantable();
    }

    private static bool TryGetShare(JsonElement item, string name, out double value)
    {
        value = double.NaN;
        return item.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number
            && number.TryGetDouble(out value) && value is >= 0 and <= 1;
    }

    private static string? Text(JsonElement item, string name)
    {
        var text = item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? Printable(value.GetString()!)
            : null;
        return text is { Length: > MaxReason } ? ContextBuilder.Cut(text, MaxReason - 1) : string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>Postgres stores no NUL.</summary>
    private static string Printable(string text) => text.Replace('\0', '\uFFFD');
}
