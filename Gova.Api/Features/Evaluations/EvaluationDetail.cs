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

    /// <summary>What the model was shown beside the message: conversation, summaries, the author's record, similar cases. Null when no model was asked.</summary>
    [JsonPropertyOrder(1)]
    public required JsonElement? Seen { get; init; }

    /// <summary>The actions that the verdict led to and those that reverse them, the oldest first.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<ActionResponse> Actions { get; init; }

    /// <summary>What became of it; null when nothing was proposed.</summary>
    [JsonPropertyOrder(1)]
    public required EvaluationOutcome? Outcome { get; init; }
}
