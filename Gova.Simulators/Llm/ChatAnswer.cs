using System.Text.Json.Nodes;

namespace Gova.Simulators.Llm;

/// <summary>One answer, whole or to be streamed.</summary>
internal sealed record ChatAnswer(
    ChatRequest Request, string Id, long Created, string? Content, string FinishReason = "stop", string? Refusal = null, bool NoChoices = false)
{
    private const int CharactersPerToken = 4;

    public JsonObject ToCompletion() => new()
    {
        ["id"] = Id,
        ["object"] = "chat.completion",
        ["created"] = Created,
        ["model"] = Request.Model,
        ["choices"] = NoChoices ? [] : new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = Content, ["refusal"] = Refusal },
            ["logprobs"] = null,
            ["finish_reason"] = FinishReason,
        }),
        ["usage"] = Usage(),
        ["system_fingerprint"] = "fp_simulated",
    };

    /// <summary>The answer in pieces, as server-sent events carry it.</summary>
    public IEnumerable<JsonObject> ToChunks()
    {
        if (!NoChoices)
        {
            yield return Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" });
            foreach (var piece in (Content ?? "").Chunk(24))
            {
                yield return Chunk(new JsonObject { ["content"] = new string(piece) });
            }

            if (Refusal is not null)
            {
                yield return Chunk(new JsonObject { ["refusal"] = Refusal });
            }

            yield return Chunk([], FinishReason);
        }

        if (Request.StreamUsage)
        {
            var usage = Chunk([]);
            usage["choices"] = new JsonArray();
            usage["usage"] = Usage();
            yield return usage;
        }
    }

    private JsonObject Chunk(JsonObject delta, string? finishReason = null) => new()
    {
        ["id"] = Id,
        ["object"] = "chat.completion.chunk",
        ["created"] = Created,
        ["model"] = Request.Model,
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finishReason }),
    };

    private JsonObject Usage()
    {
        var (prompt, completion) = (Request.Texts.Sum(Tokens), Tokens(Content ?? Refusal ?? ""));
        return new JsonObject { ["prompt_tokens"] = prompt, ["completion_tokens"] = completion, ["total_tokens"] = prompt + completion };
    }

    private static int Tokens(string text) => (text.Length + CharactersPerToken - 1) / CharactersPerToken;
}
