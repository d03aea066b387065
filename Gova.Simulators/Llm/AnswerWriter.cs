using System.Text.Json.Nodes;

namespace Gova.Simulators.Llm;

/// <summary>Writes what the model says: verdicts when they are asked for, else the smallest answer that fits.</summary>
internal static class AnswerWriter
{
    public static string Write(ChatRequest request)
    {
        var messages = MessagesBlock.Find(request.LastUserText);
        if (request.Schema is { } schema)
        {
            var answer = SchemaInstance.HasProperty(schema, "verdicts") ? Verdicts(messages, SchemaInstance.ActionTypes(schema)) : SchemaInstance.Smallest(schema);
            return answer?.ToJsonString() ?? "null";
        }

        return messages.Count > 0 || request.WantsJson ? Verdicts(messages, null).ToJsonString() : "I am a stand-in model and judge chat messages.";
    }

    private static JsonObject Verdicts(IEnumerable<(string Ref, string Text)> messages, IReadOnlySet<string>? actionTypes) =>
        new() { ["verdicts"] = new JsonArray([.. messages.Select(message => Verdict(message.Ref, Judge.Of(message.Text), actionTypes))]) };

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
