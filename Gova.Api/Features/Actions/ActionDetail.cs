using System.Text.Json;
using System.Text.Json.Serialization;
using Gova.Api.Features.Evaluations;
using Gova.Api.Features.Members;

namespace Gova.Api.Features.Actions;

/// <summary>One action with what a person needs to decide about it.</summary>
internal sealed record ActionDetail : ActionResponse
{
    public ActionDetail(ActionResponse action)
        : base(action)
    {
    }

    /// <summary>What was proposed, where a reviewer approved something else; else null.</summary>
    [JsonPropertyOrder(1)]
    public required JsonElement? ProposedParams { get; init; }

    /// <summary>Who has claimed it; null when nobody has.</summary>
    [JsonPropertyOrder(1)]
    public required string? ClaimedByName { get; init; }

    /// <summary>Which account decided; null when none did.</summary>
    [JsonPropertyOrder(1)]
    public required string? DecidedByName { get; init; }

    /// <summary>The message and its verdict, with how that came about; null when there is none, or it is no longer kept.</summary>
    [JsonPropertyOrder(1)]
    public required EvaluationResponse? Evaluation { get; init; }

    /// <summary>What was said in the channel just before and after, the oldest first.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<NearbyMessage> Conversation { get; init; }

    /// <summary>The target's record; null when the action concerns no member.</summary>
    [JsonPropertyOrder(1)]
    public required ActionTargetRecord? TargetRecord { get; init; }

    /// <summary>Past cases that lie close to the message, with what became of them, the closest first.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<SimilarResponse> Similar { get; init; }

    /// <summary>Other actions on the same message, and those that reverse or are reversed by this one, the oldest first.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<ActionResponse> Related { get; init; }
}

/// <summary>A message near the one that led to an action.</summary>
/// <param name="Context">The message as it was; empty when it was erased.</param>
internal sealed record NearbyMessage(
    Guid EventId, string PlatformUserId, string MessageId, JsonElement Context, float? SeverityScore, DateTimeOffset CreatedAt);

/// <summary>How a member stands.</summary>
/// <param name="Score">0 to 1; lower is worse, and it recovers with time.</param>
/// <param name="Events">What moved it last, the newest first.</param>
internal sealed record ActionTargetRecord(double Score, IReadOnlyList<ScoreEventResponse> Events);
