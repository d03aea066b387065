using System.Security.Cryptography;
using Gova.Moderation.Policy;
using Microsoft.Extensions.AI;

namespace Gova.Moderation.Review;

/// <summary>A message as the model sees it.</summary>
public sealed record ReviewMessage(string Author, string Text);

/// <summary>What came of one message: a verdict, or why there is none. Without a verdict nothing is done to anybody.</summary>
public sealed record ReviewResult(Verdict? Verdict, string? NoVerdictReason);

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

    private static readonly ChatResponseFormat Format = ChatResponseFormat.ForJsonSchema(ReviewAnswer.Schema, "verdicts");

    /// <summary>
    /// One request about several messages. In such a request one member's text stands beside another's and may talk the model
    /// into a verdict on it. Refs that cannot be foreseen make that harder; what rules it out is that a verdict which proposes
    /// an action is not taken from here.
    /// </summary>
    /// <returns>
    /// For each message, in their order, its verdict, or null when it has to be asked about alone: because its verdict proposes
    /// an action, or because there is none. An answer that cannot be used (refused, cut off) leaves all open, so that the message
    /// which is to blame ends without a verdict, and only that one.
    /// </returns>
    public async Task<IReadOnlyList<Verdict?>> ReviewTogetherAsync(
        ModeratorConfiguration configuration, IReadOnlyList<ReviewMessage> messages, CancellationToken cancellationToken)
    {
        var results = await AskAsync(configuration, messages, problem: null, cancellationToken);
        return [.. results.Select(result => result.Verdict is { Action: null } verdict ? verdict : null)];
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
            if (result.Verdict is not null)
            {
                return result;
            }

            problem = result.NoVerdictReason;
        }

        return new ReviewResult(null, $"The model gave no usable verdict: {problem}");
    }

    private async Task<IReadOnlyList<ReviewResult>> AskAsync(
        ModeratorConfiguration configuration, IReadOnlyList<ReviewMessage> messages, string? problem, CancellationToken cancellationToken)
    {
        var refs = NewRefs(messages.Count);
        var response = await model.GetResponseAsync(
            ReviewPrompt.Build(configuration, messages, refs, problem),
            new ChatOptions { ResponseFormat = Format, Temperature = 0 },
            cancellationToken);
        return response.FinishReason == ChatFinishReason.ContentFilter
            ? [.. refs.Select(_ => new ReviewResult(null, "The model refused to answer."))]
            : ReviewAnswer.Read(response.Text, refs);
    }

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
