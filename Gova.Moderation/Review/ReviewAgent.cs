using Gova.Moderation.Policy;
using Microsoft.Extensions.AI;

namespace Gova.Moderation.Review;

/// <summary>A message as the model sees it.</summary>
public sealed record ReviewMessage(string Author, string Text);

/// <summary>What came of one message: a verdict, or why there is none. Without a verdict nothing is done to anybody.</summary>
public sealed record ReviewResult(Verdict? Verdict, string? NoVerdictReason);

/// <summary>
/// Asks a model about messages of one community. An unusable answer is asked for once more, only for the messages concerned;
/// then the outcome is an explicit "no verdict". Failures of the endpoint pass through as <see cref="ModelUnavailableException"/>
/// and <see cref="ModelRefusedRequestException"/>.
/// </summary>
public sealed class ReviewAgent(IChatClient model)
{
    private const int MaxRequests = 2;

    private static readonly ChatResponseFormat Format = ChatResponseFormat.ForJsonSchema(ReviewAnswer.Schema, "verdicts");

    /// <summary>One result for each message, in their order.</summary>
    public async Task<IReadOnlyList<ReviewResult>> ReviewAsync(
        ModeratorConfiguration configuration, IReadOnlyList<ReviewMessage> messages, CancellationToken cancellationToken)
    {
        var verdicts = new Verdict?[messages.Count];
        IReadOnlyList<int> pending = [.. Enumerable.Range(0, messages.Count)];
        IReadOnlyList<string> problems = [];
        for (var request = 0; request < MaxRequests && pending.Count > 0; request++)
        {
            var response = await model.GetResponseAsync(
                ReviewPrompt.Build(configuration, messages, pending, problems),
                new ChatOptions { ResponseFormat = Format, Temperature = 0 },
                cancellationToken);
            problems = response.FinishReason == ChatFinishReason.ContentFilter
                ? ["The model refused to answer."]
                : ReviewAnswer.Read(response.Text, pending, verdicts);
            pending = [.. pending.Where(index => verdicts[index] is null)];
        }

        return [.. verdicts.Select((verdict, index) => new ReviewResult(verdict, verdict is null ? Explain(index, problems) : null))];
    }

    private static string Explain(int index, IReadOnlyList<string> problems)
    {
        var prefix = ReviewPrompt.Ref(index) + ": ";
        var own = problems.FirstOrDefault(problem => problem.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
        return $"The model gave no usable verdict: {own ?? problems[0]}";
    }
}
