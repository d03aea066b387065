using System.Text.Json;
using System.Text.Json.Serialization;
using Gova.Api.Features.Actions;

namespace Gova.Api.Features.Evaluations;

/// <summary>One evaluation with what led to its verdict and what followed from it.</summary>
internal sealed record EvaluationDetail : EvaluationResponse
{
    public EvaluationDetail(EvaluationResponse evaluation)
        : base(evaluation)
    {
    }

    /// <summary>
    /// What the model was shown beside the message, as far as there was any of it: <c>conversation</c>, <c>summaries</c>,
    /// <c>authors</c> (their records), <c>past_cases</c> (by <c>event_id</c>), <c>channel_guidelines</c>, <c>answers</c> (the message answered) and
    /// <c>together_with</c> (ids of messages in the same request). Null when no model was asked, or the text is no longer kept.
    /// </summary>
    [JsonPropertyOrder(1)]
    public required JsonElement? Seen { get; init; }

    /// <summary>The actions that the verdict led to and those that reverse them, the oldest first.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<ActionResponse> Actions { get; init; }

    /// <summary>What became of it; null when nothing was proposed.</summary>
    [JsonPropertyOrder(1)]
    public required EvaluationOutcome? Outcome { get; init; }
}
