using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json;
using Gova.Api.Http;
using Gova.Data.Evaluations;

namespace Gova.Api.Features.Evaluations;

/// <summary>One revision of one message, and what was thought of it. Platform ids are text: they exceed what JSON numbers hold safely.</summary>
/// <param name="Revision">0 for the original text, the edit's time in Unix milliseconds for an edit.</param>
/// <param name="SeverityScore">0 (safe) to 1 (critical); null until judged.</param>
/// <param name="BehaviourScore">The author's standing afterwards, 0 to 1; lower is worse.</param>
/// <param name="DecidedBy">Which tier: <c>rule</c>, <c>duplicate</c> (of a text judged before), <c>triage</c> (the local model), <c>model</c>, <c>second_model</c>, <c>quota</c> (the owner's day had no room for it) or <c>none</c>.</param>
/// <param name="Reason">Why, for people; where there is no verdict, why not.</param>
/// <param name="Explanation">How the verdict came about; null where nothing is known but the reason.</param>
/// <param name="Context">The message as it was.</param>
/// <param name="CreatedAt">When the message was posted.</param>
internal record EvaluationResponse(
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
    JsonElement? Explanation,
    JsonElement Context,
    DateTimeOffset CreatedAt,
    DateTimeOffset? JudgedAt)
{
    /// <summary>Reads what is shown, and not what a model was shown: that is long, and read for one evaluation only.</summary>
    public static readonly Expression<Func<EvaluationEvent, Row>> FromRow = e => new Row(e.RecordedXid, new EvaluationResponse(
        e.EventId, e.ModeratorId, e.PlatformUserId, e.ChannelId.ToString(CultureInfo.InvariantCulture),
        e.MessageId.ToString(CultureInfo.InvariantCulture), e.Revision, e.Status, e.SeverityScore, e.BehaviourScore, e.DecidedBy,
        e.Reason, Json.StoredOrNull(e.Explanation), Json.Stored(e.Context), e.CreatedAt, e.JudgedAt));

    /// <param name="Xid">The transaction that last wrote the row.</param>
    internal sealed record Row(ulong Xid, EvaluationResponse Evaluation);
}
