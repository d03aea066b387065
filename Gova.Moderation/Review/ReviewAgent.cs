using System.Diagnostics;
using System.Security.Cryptography;
using Gova.Moderation.Conversations;
using Gova.Moderation.Policy;
using Microsoft.Extensions.AI;

namespace Gova.Moderation.Review;

/// <summary>
/// Asks a model about messages of one community: about several at once, because most are harmless and a request is dear, and
/// about each alone that such a request left open. Failures of the endpoint pass through as
/// <see cref="ModelUnavailableException"/> and <see cref="ModelRefusedRequestException"/>.
/// </summary>
public sealed class ReviewAgent(IChatClient model)
{
    private const int MaxRequests = 2;
    private const int RefLength = 5;

    /// <summary>Without letters and digits that look alike: a model has to copy the refs.</summary>
    private const string RefCharacters = "abcdefghjkmnpqrstuvwxyz23456789";

    private const string Leaked = "The answer repeats the instructions to the model. Name a guideline in a few words.";

    private static readonly ChatResponseFormat Format = ChatResponseFormat.ForJsonSchema(ReviewAnswer.Schema, "verdicts");

    /// <summary>The version of the instructions and examples, by their content.</summary>
    public static string PromptVersion => ReviewPrompt.Version;

    /// <summary>As below, without surroundings.</summary>
    public async Task<IReadOnlyList<Verdict?>> ReviewTogetherAsync(
        ModeratorConfiguration configuration, IReadOnlyList<ReviewMessage> messages, CancellationToken cancellationToken) =>
        (await ReviewTogetherAsync(configuration, messages, ReviewContext.None, cancellationToken)).Verdicts;

    /// <summary>
    /// One request about several messages. In such a request one member's text stands beside another's and may talk the model
    /// into a verdict on it. Refs that cannot be foreseen make that harder; messages that speak of the review do not go in; and a
    /// verdict which proposes an action or harms its author is not taken from here.
    /// </summary>
    /// <returns>
    /// A message has to be asked about alone because it may not stand beside others, because its verdict is none to take from here,
    /// or because there is none. An answer that cannot be used (refused, cut off) leaves all open, so that the message which is to
    /// blame ends without a verdict, and only that one.
    /// </returns>
    public Task<TogetherResult> ReviewTogetherAsync(
        ModeratorConfiguration configuration, IReadOnlyList<ReviewMessage> messages, ReviewContext context, CancellationToken cancellationToken) =>
        ReviewAsync(configuration, messages, context, verdict => !verdict.IsHarmful(), cancellationToken);

    /// <summary>
    /// One request about several messages of one author, whose texts stand beside nobody else's: every verdict is taken. Messages
    /// that speak of the review do not go in.
    /// </summary>
    public Task<TogetherResult> ReviewOfOneAuthorAsync(
        ModeratorConfiguration configuration, IReadOnlyList<ReviewMessage> messages, ReviewContext context, CancellationToken cancellationToken) =>
        ReviewAsync(configuration, messages, context, _ => true, cancellationToken);

    /// <summary>As below, without surroundings.</summary>
    public Task<ReviewResult> ReviewAloneAsync(
        ModeratorConfiguration configuration, ReviewMessage message, CancellationToken cancellationToken) =>
        ReviewAloneAsync(configuration, message, ReviewContext.None, cancellationToken);

    /// <summary>
    /// Asks about one message that no other stands beside. An unusable answer is asked for once more; then the outcome is an
    /// explicit "no verdict".
    /// </summary>
    public async Task<ReviewResult> ReviewAloneAsync(
        ModeratorConfiguration configuration, ReviewMessage message, ReviewContext context, CancellationToken cancellationToken)
    {
        string? problem = null;
        var calls = ModelCall.None;
        for (var request = 0; request < MaxRequests; request++)
        {
            var (results, call) = await AskAsync(configuration, [message], context, problem, cancellationToken);
            calls += call;
            if (results[0].Verdict is { } verdict)
            {
                return new ReviewResult(message.Weigh(verdict), null, calls);
            }

            problem = results[0].NoVerdictReason;
        }

        return new ReviewResult(null, message.Weigh($"The model gave no usable verdict: {problem}"), calls);
    }

    private async Task<TogetherResult> ReviewAsync(
        ModeratorConfiguration configuration,
        IReadOnlyList<ReviewMessage> messages,
        ReviewContext context,
        Func<Verdict, bool> isTaken,
        CancellationToken cancellationToken)
    {
        var together = ReviewTogether.Split(messages);
        var asked = messages.Where((_, at) => together[at]).ToList();
        if (asked.Count == 0)
        {
            return new TogetherResult([.. messages.Select(_ => (Verdict?)null)], [.. messages.Select(_ => ModelCall.None)], ModelCall.None);
        }

        var (results, call) = await AskAsync(configuration, asked, context, problem: null, cancellationToken);
        var answers = new Queue<Verdict?>(results.Select(result => result.Verdict is { } verdict && isTaken(verdict) ? verdict : null));
        var weights = new Queue<double>(Shares(asked));
        return new TogetherResult(
            [.. together.Select(isIn => isIn ? answers.Dequeue() : null)],
            [.. together.Select(isIn => isIn ? call.Share(weights.Dequeue()) : ModelCall.None)],
            call);
    }

    /// <summary>What all share is divided equally, and the rest by length.</summary>
    private static IEnumerable<double> Shares(List<ReviewMessage> messages)
    {
        const int Common = 100;
        var weights = messages.ConvertAll(message => Common + TokenEstimate.Of(message.Text));
        var sum = (double)weights.Sum();
        return weights.Select(weight => weight / sum);
    }

    private async Task<(IReadOnlyList<ReviewResult> Results, ModelCall Call)> AskAsync(
        ModeratorConfiguration configuration, List<ReviewMessage> messages, ReviewContext context, string? problem, CancellationToken cancellationToken)
    {
        var refs = NewRefs(messages.Count);
        var leaks = LeakCheck.Create();
        var prompt = ReviewPrompt.Build(configuration, context, [.. messages.Select(message => message.WithoutSteering())], refs, problem, leaks);
        var started = Stopwatch.GetTimestamp();
        var response = await model.GetResponseAsync(prompt, Options(messages.Count), cancellationToken);
        var call = ModelCall.Of(response, prompt, started);
        return (
            response.FinishReason == ChatFinishReason.ContentFilter ? None(refs, "The model refused to answer.")
            : leaks.HasCanary(response.Text) ? None(refs, Leaked)
            : [.. ReviewAnswer.Read(response.Text, refs).Select(result => Leaks(result.Verdict, leaks) ? new ReviewResult(null, Leaked) : result)],
            call);
    }

    /// <summary>The most that a request about these messages takes, prompt and answer, by a careful estimate.</summary>
    public static int Estimate(ModeratorConfiguration configuration, ReviewContext context, IReadOnlyList<ReviewMessage> messages)
    {
        const int AnswerPerMessage = 150;
        var prompt = ReviewPrompt.Build(configuration, context, messages, [.. messages.Select(_ => "xxxxx")], problem: null, LeakCheck.Create());
        return prompt.Sum(message => TokenEstimate.Of(message.Text)) + (messages.Count * AnswerPerMessage);
    }

    /// <summary>
    /// A model that cannot stop costs no more than this, whatever it is told; what some think before they answer is in it.
    /// </summary>
    private static ChatOptions Options(int messages)
    {
        const int Thinking = 4_000;
        const int LongestAnswer = 500;
        return new ChatOptions { ResponseFormat = Format, Temperature = 0, MaxOutputTokens = Thinking + (messages * LongestAnswer) };
    }

    private static bool Leaks(Verdict? verdict, LeakCheck leaks) =>
        leaks.HasPassage(verdict?.Reason) || leaks.HasPassage(verdict?.Guideline) || leaks.HasPassage(verdict?.Action?.Params?.Content);

    private static IReadOnlyList<ReviewResult> None(IReadOnlyList<string> refs, string reason) => [.. refs.Select(_ => new ReviewResult(null, reason))];

    private static IReadOnlyList<string> NewRefs(int count)
    {
        var refs = new HashSet<string>(count);
        while (refs.Count < count)
        {
            refs.Add(RandomNumberGenerator.GetString(RefCharacters, RefLength));
        }

        return [.. refs];
    }
}
