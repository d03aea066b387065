using System.Security.Cryptography;
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

    /// <summary>From this severity on a verdict harms its author, and is not taken from a request that others could influence.</summary>
    private const double Harmful = 0.5;

    /// <summary>Without letters and digits that look alike: a model has to copy the refs.</summary>
    private const string RefCharacters = "abcdefghjkmnpqrstuvwxyz23456789";

    private const string Leaked = "The answer repeats the instructions to the model. Name a guideline in a few words.";

    private static readonly ChatResponseFormat Format = ChatResponseFormat.ForJsonSchema(ReviewAnswer.Schema, "verdicts");

    /// <summary>
    /// One request about several messages. In such a request one member's text stands beside another's and may talk the model
    /// into a verdict on it. Refs that cannot be foreseen make that harder; messages that speak of the review do not go in; and a
    /// verdict which proposes an action or harms its author is not taken from here.
    /// </summary>
    /// <returns>
    /// For each message, in their order, its verdict, or null when it has to be asked about alone: because it may not stand beside
    /// others, because its verdict is none to take from here, or because there is none. An answer that cannot be used (refused, cut
    /// off) leaves all open, so that the message which is to blame ends without a verdict, and only that one.
    /// </returns>
    public async Task<IReadOnlyList<Verdict?>> ReviewTogetherAsync(
        ModeratorConfiguration configuration, IReadOnlyList<ReviewMessage> messages, CancellationToken cancellationToken)
    {
        var together = ReviewTogether.Split(messages);
        var asked = messages.Where((_, at) => together[at]).ToList();
        var verdicts = new Queue<Verdict?>(asked.Count == 0 ? [] : (await AskAsync(configuration, asked, problem: null, cancellationToken))
            .Select(result => result.Verdict is { Action: null, Severity: < Harmful } verdict ? verdict : null));
        return [.. together.Select(isIn => isIn ? verdicts.Dequeue() : null)];
    }

    /// <summary>
    /// Asks about one message that no other stands beside. An unusable answer is asked for once more; then the outcome is an
    /// explicit "no verdict".
    /// </summary>
    public async Task<ReviewResult> ReviewAloneAsync(
        ModeratorConfiguration configuration, ReviewMessage message, CancellationToken cancellationToken)
    {
        string? problem = null;
        for (var request = 0; request < MaxRequests; request++)
        {
            var result = (await AskAsync(configuration, [message], problem, cancellationToken))[0];
            if (result.Verdict is { } verdict)
            {
                return new ReviewResult(message.Weigh(verdict), null);
            }

            problem = result.NoVerdictReason;
        }

        return new ReviewResult(null, message.Weigh($"The model gave no usable verdict: {problem}"));
    }

    private async Task<IReadOnlyList<ReviewResult>> AskAsync(
        ModeratorConfiguration configuration, List<ReviewMessage> messages, string? problem, CancellationToken cancellationToken)
    {
        var refs = NewRefs(messages.Count);
        var leaks = LeakCheck.Create();
        var prompt = ReviewPrompt.Build(configuration, [.. messages.Select(message => message.WithoutSteering())], refs, problem, leaks);
        var response = await model.GetResponseAsync(prompt, new ChatOptions { ResponseFormat = Format, Temperature = 0 }, cancellationToken);
        return response.FinishReason == ChatFinishReason.ContentFilter ? None(refs, "The model refused to answer.")
            : leaks.HasCanary(response.Text) ? None(refs, Leaked)
            : [.. ReviewAnswer.Read(response.Text, refs).Select(result => Leaks(result.Verdict, leaks) ? new ReviewResult(null, Leaked) : result)];
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
