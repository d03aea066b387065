using Gova.Data.Vectors;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Moderators;
using Microsoft.Extensions.AI;
using Npgsql;
using Embedding = Gova.Data.Vectors.Embedding;

namespace Gova.ModerationWorker.Embeddings;

/// <summary>A past case of the same community, as an example for the model.</summary>
/// <param name="Text">Cut; a member wrote it, so it is data like the message itself.</param>
/// <param name="Severity">0 to 1, as it was judged then.</param>
/// <param name="Decision">What people made of it: <c>approved</c>, <c>rejected</c> or <c>undone</c>; null when nobody did, or the community does not learn.</param>
internal sealed record PastCase(Guid EventId, string Text, float Severity, string? Decision, double Similarity);

/// <summary>
/// Finds past cases of one community that lie close to a text. What people decided there comes with them only where the community
/// wants its moderator to learn; and then it comes first.
/// </summary>
internal sealed partial class PastCases(
    IEmbeddingGenerator<string, Embedding<float>> generator, SimilarCases similar, ILogger<PastCases> logger)
{
    public const int MaxCases = 4;
    public const int MaxText = 200;

    /// <summary>Below it two texts share some words at most.</summary>
    private const double MinSimilarity = 0.45;

    /// <summary>Looked at, as many say the same.</summary>
    private const int Neighbours = 20;

    private static readonly string[] ByPeople = ["approved", "rejected", "undone"];

    /// <returns>At most <see cref="MaxCases"/>, each text once; none when they cannot be had, as a review does not wait for them.</returns>
    public async Task<IReadOnlyList<PastCase>> FindAsync(ActiveModerator moderator, string text, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        try
        {
            var vectors = await generator.GenerateAsync([text], cancellationToken: cancellationToken);
            var embedding = Embedding.From(vectors[0].Vector.Span);
            var found = await similar.FindAsync(moderator.ModeratorId, embedding, Neighbours, null, cancellationToken);
            return Choose(found, moderator.Configuration.LearnFromDecisions);
        }
        catch (Exception e) when (e is ModelUnavailableException or ModelRefusedRequestException or NpgsqlException)
        {
            Log.NotFound(logger, moderator.ModeratorId, e);
            return [];
        }
    }

    internal static IReadOnlyList<PastCase> Choose(IEnumerable<SimilarEvaluation> found, bool learns) =>
    [
        .. found.Where(item => item.Similarity >= MinSimilarity && !string.IsNullOrWhiteSpace(item.Text))
            .Select(item => new PastCase(item.EventId, Cut(item.Text), item.Severity, learns ? DecisionOf(item) : null, item.Similarity))
            // Of equal texts the one that people decided on says the most.
            .OrderByDescending(item => item.Decision is not null).ThenByDescending(item => item.Similarity)
            .DistinctBy(item => item.Text, StringComparer.OrdinalIgnoreCase)
            .Take(MaxCases),
    ];

    private static string? DecisionOf(SimilarEvaluation found) => ByPeople.Contains(found.Outcome) ? found.Outcome : null;

    private static string Cut(string text)
    {
        text = text.Trim();
        return text.Length <= MaxText ? text : char.IsHighSurrogate(text[MaxText - 1]) ? text[..(MaxText - 1)] : text[..MaxText];
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "No past cases of moderator {ModeratorId} could be found; the review goes on without")]
        public static partial void NotFound(ILogger logger, Guid moderatorId, Exception error);
    }
}
