using System.Diagnostics;
using Gova.Moderation.Conversations;
using Gova.Moderation.Policy;
using Microsoft.Extensions.AI;

namespace Gova.Moderation.Review;

/// <summary>What the model was asked for one or several messages, and what it took; of one message, its share.</summary>
/// <param name="Model">The name that the endpoint gives itself.</param>
public sealed record ModelCall(string? Model, int Requests, int InputTokens, int OutputTokens, double LatencyMs)
{
    public static ModelCall None { get; } = new(null, 0, 0, 0, 0);

    public static ModelCall operator +(ModelCall one, ModelCall other) => new(
        other.Model ?? one.Model, one.Requests + other.Requests, one.InputTokens + other.InputTokens, one.OutputTokens + other.OutputTokens,
        one.LatencyMs + other.LatencyMs);

    /// <summary>Of one answer; where the endpoint counts nothing, by estimate: what it does not say is not free.</summary>
    /// <param name="started">Timestamp of the request.</param>
    public static ModelCall Of(ChatResponse response, IEnumerable<ChatMessage> prompt, long started) => new(
        response.ModelId, 1,
        Told(response.Usage?.InputTokenCount) ?? prompt.Sum(message => TokenEstimate.Of(message.Text)),
        Told(response.Usage?.OutputTokenCount) ?? TokenEstimate.Of(response.Text),
        Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 1));

    private static int? Told(long? tokens) => tokens is > 0 and <= int.MaxValue ? (int)tokens : null;

    /// <summary>A message's share of the tokens; the time it waited is the whole.</summary>
    internal ModelCall Share(double share) =>
        this with { InputTokens = (int)Math.Ceiling(InputTokens * share), OutputTokens = (int)Math.Ceiling(OutputTokens * share) };
}

/// <summary>What a request about several messages brought.</summary>
/// <param name="Verdicts">For each message, in their order, its verdict, or null when it has to be asked about alone.</param>
/// <param name="Shares">For each message its part in the request; nothing where it was not in it.</param>
/// <param name="Whole">The request.</param>
public sealed record TogetherResult(IReadOnlyList<Verdict?> Verdicts, IReadOnlyList<ModelCall> Shares, ModelCall Whole);
