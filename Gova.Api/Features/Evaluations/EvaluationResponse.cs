using System.Globalization;
using System.Text.Json;
using Gova.Api.Http;
using Gova.Data.Evaluations;

namespace Gova.Api.Features.Evaluations;

/// <summary>One revision of one message, and what was thought of it. Platform ids are text: they exceed what JSON numbers hold safely.</summary>
/// <param name="Revision">0 for the original text, the edit's time in Unix milliseconds for an edit.</param>
/// <param name="SeverityScore">0 (safe) to 1 (critical); null until judged.</param>
/// <param name="BehaviourScore">The author's standing afterwards, 0 to 1; lower is worse.</param>
/// <param name="DecidedBy"><c>rule</c>, <c>model</c> or <c>none</c>.</param>
/// <param name="Context">The message as it was.</param>
/// <param name="CreatedAt">When the message was posted.</param>
internal sealed record EvaluationResponse(
    Guid EventId,
    Guid ModeratorId,
    string PlatformUserId,
    string ChannelId,
    string MessageId,
    long Revision,
    EvaluationStatus Status,
    float? SeverityScore,
    float? BehaviourScore,
    string DecidedBy,
    string? Reason,
    JsonElement Context,
    DateTimeOffset CreatedAt,
    DateTimeOffset? JudgedAt)
{
    public static EvaluationResponse From(EvaluationEvent e) => new(
        e.EventId, e.ModeratorId, e.PlatformUserId, e.ChannelId.ToString(CultureInfo.InvariantCulture),
        e.MessageId.ToString(CultureInfo.InvariantCulture), e.Revision, e.Status, e.SeverityScore, e.BehaviourScore, e.DecidedBy,
        e.Reason, Json.Stored(e.Context), e.CreatedAt, e.JudgedAt);
}
