using System.Text.Json;
using Gova.Api.Http;
using Gova.Data.Audit;

namespace Gova.Api.Features.Audit;

/// <summary>Who did what.</summary>
/// <param name="ActorKind"><c>user</c>, <c>api_key</c>, <c>system</c> or <c>discord</c>.</param>
/// <param name="ActorName">What they were called then; null once erased.</param>
/// <param name="Action">E.g. <c>moderator.updated</c>.</param>
/// <param name="Before">What was different, as it was; null when it is new or erased.</param>
/// <param name="After">And as it is; null when it is gone or erased.</param>
/// <param name="IpAddress">From where, of one's own acts.</param>
internal sealed record AuditResponse(
    Guid AuditId,
    DateTimeOffset At,
    AuditActor ActorKind,
    Guid? ActorUserId,
    string? ActorPlatformUserId,
    string? ActorName,
    string Action,
    string TargetKind,
    string? TargetId,
    Guid? ModeratorId,
    JsonElement? Before,
    JsonElement? After,
    string? IpAddress)
{
    public static AuditResponse From(AuditEntry e, Guid reader) => new(
        e.AuditId, e.At, e.ActorKind, e.ActorUserId, e.ActorPlatformUserId, e.ActorName, e.Action, e.TargetKind, e.TargetId, e.ModeratorId,
        Json.StoredOrNull(e.Before), Json.StoredOrNull(e.After), e.ActorUserId == reader ? e.IpAddress?.ToString() : null);
}
