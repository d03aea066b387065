using System.Diagnostics;
using System.Text.Json;
using Gova.Moderation.Review;
using Microsoft.Extensions.AI;

namespace Gova.Moderation.Conversations;

/// <summary>
/// Has a model note what a channel is talking about. What comes of it is made of members' words, and stays data wherever it is
/// shown: a note that speaks to the reviewer is dropped.
/// </summary>
public sealed class SummaryAgent(IChatClient model)
{
    /// <summary>Longer answers are cut.</summary>
    public const int MaxSummary = 1_200;

    private const int AnswerTokens = 400;

    private static readonly string Instructions = EmbeddedText.Read("Gova.Moderation.Conversations.SummaryPrompt.md");

    private static readonly ChatResponseFormat Format = ChatResponseFormat.ForJsonSchema(
        JsonElement.Parse("""{"type":"object","additionalProperties":false,"required":["summary"],"properties":{"summary":{"type":"string"}}}"""), "notes");

    /// <summary>The most that a request takes.</summary>
    public static int Estimate(int maxTokens) => TokenEstimate.Of(Instructions) + maxTokens + AnswerTokens;

    /// <param name="channel">The conversation, and the summary so far.</param>
    /// <param name="maxTokens">Room for both.</param>
    /// <returns>The new summary, or null when the model gave none that can be used.</returns>
    public async Task<(string? Summary, ModelCall Call)> SummariseAsync(ChannelContext channel, int maxTokens, CancellationToken cancellationToken)
    {
        if (ContextBuilder.Build(new Surroundings([channel], [], []), [], maxTokens).Json is not { } context)
        {
            return (null, ModelCall.None);
        }

        List<ChatMessage> prompt = [new(ChatRole.System, Instructions), new(ChatRole.User, $"<context>{context}</context>")];
        var started = Stopwatch.GetTimestamp();
        var response = await model.GetResponseAsync(
            prompt, new ChatOptions { ResponseFormat = Format, Temperature = 0, MaxOutputTokens = AnswerTokens }, cancellationToken);
        return (Read(response.Text), ModelCall.Of(response, prompt, started));
    }

    private static string? Read(string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            var summary = json.RootElement.GetProperty("summary").GetString()?.Replace('\0', '\uFFFD').Trim();
            return string.IsNullOrEmpty(summary) || InjectionDetector.Find(summary) != InjectionSignals.None
                ? null
                : ContextBuilder.Cut(summary, MaxSummary);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
