using System.Text.Json.Nodes;

namespace Gova.Simulators.Llm;

/// <summary>Writes what the model says: verdicts when they are asked for, else the smallest answer that fits.</summary>
internal static class AnswerWriter
{
    public static string Write(ChatRequest request)
    {
        var messages = MessagesBlock.Find(request.LastUserText);
        var guidelines = GuidelinesOf(request.Texts[0]);
        if (request.Schema is { } schema)
        {
            var answer = SchemaInstance.HasProperty(schema, "verdicts") ? Verdicts(messages, guidelines, SchemaInstance.ActionTypes(schema)) : SchemaInstance.Smallest(schema);
            return answer?.ToJsonString() ?? "null";
        }

        return messages.Count > 0 || request.WantsJson ? Verdicts(messages, guidelines, null).ToJsonString() : "I am a stand-in model and judge chat messages.";
    }

    private static JsonObject Verdicts(IEnumerable<(string Ref, string Text)> messages, string guidelines, IReadOnlySet<string>? actionTypes) =>
        new() { ["verdicts"] = new JsonArray([.. messages.Select(message => Verdict(message.Ref, Judge.Of(message.Text, guidelines), actionTypes))]) };

    /// <summary>The sections of the instructions that are headed as guidelines: what else stands there may only be an example.</summary>
    private static string GuidelinesOf(string instructions) => string.Join('\n', instructions.Split("\n## ")
        .Where(section => section.Split('\n')[0].Contains("guidelines", StringComparison.OrdinalIgnoreCase)));

    private static JsonObject Verdict(string reference, Judgement judgement, IReadOnlySet<string>? actionTypes) => new()
    {
        ["ref"] = reference,
        ["severity_score"] = judgement.Severity,
        ["confidence"] = judgement.Confidence,
        ["guideline"] = judgement.Guideline,
        ["reason"] = judgement.Reason,
        ["action"] = judgement.Action is { } action && actionTypes?.Contains(action.Type) != false ? Action(action) : null,
    };

    private static JsonObject Action(ProposedAction action) => new()
    {
        ["type"] = action.Type,
        ["params"] = new JsonObject { ["duration"] = action.Duration, ["content"] = action.Content },
    };
}
