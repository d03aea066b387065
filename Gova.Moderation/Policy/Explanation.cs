using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gova.Moderation.Policy;

/// <summary>How a verdict came about (<c>evaluation_events.explanation</c>): of everything below, what applies.</summary>
/// <param name="Rule">The rule that matched, as a path into the configuration, e.g. <c>rules.links</c> or <c>keyword_rules[2]</c>.</param>
/// <param name="Metric">What was measured, e.g. <c>mentions.users</c>.</param>
/// <param name="Value">The measured value.</param>
/// <param name="Threshold">The limit that it was held against.</param>
/// <param name="Guideline">The guideline that the message breaks.</param>
/// <param name="Labels">Of the local model: the probability of each label, 0 to 1.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="PromptVersion">The version of our instructions to it.</param>
/// <param name="ConfigVersion">The version of the moderator's settings.</param>
/// <param name="LatencyMs">How long the verdict took; of a model, the request.</param>
/// <param name="InputTokens">This message's share of the request.</param>
/// <param name="OutputTokens">This message's share of the answer.</param>
/// <param name="Cost">This message's share, in US dollars.</param>
/// <param name="DuplicateOf">The evaluation of the same text that this verdict repeats.</param>
/// <param name="Similar">Past cases that the model was shown.</param>
/// <param name="Note">What else should be known, e.g. that the budget was spent and only the local tiers judged.</param>
public sealed record Explanation(
    string? Rule = null,
    string? Metric = null,
    double? Value = null,
    double? Threshold = null,
    string? Guideline = null,
    IReadOnlyDictionary<string, double>? Labels = null,
    double? Confidence = null,
    string? Model = null,
    string? PromptVersion = null,
    long? ConfigVersion = null,
    double? LatencyMs = null,
    int? InputTokens = null,
    int? OutputTokens = null,
    decimal? Cost = null,
    Guid? DuplicateOf = null,
    IReadOnlyList<SimilarCase>? Similar = null,
    string? Note = null)
{
    /// <summary>As stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ExplanationJson.Default.Explanation);

    /// <exception cref="JsonException">It is none.</exception>
    public static Explanation Parse(string json) =>
        JsonSerializer.Deserialize(json, ExplanationJson.Default.Explanation) ?? throw new JsonException("The explanation is null.");
}

/// <summary>A past case of the same community.</summary>
/// <param name="EventId">Its evaluation.</param>
/// <param name="Similarity">0 to 1.</param>
/// <param name="Outcome">What became of it, e.g. <c>approved</c> or <c>overturned</c>.</param>
public sealed record SimilarCase(Guid EventId, double Similarity, string? Outcome = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Explanation))]
internal sealed partial class ExplanationJson : JsonSerializerContext;
