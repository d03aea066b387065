using System.Text.Json;
using Gova.Api.Http;
using Gova.Data.Moderators;

namespace Gova.Api.Features.Moderators;

/// <summary>A moderator, as its team sees it.</summary>
/// <param name="Role">What the account may do with it: <c>owner</c>, <c>admin</c>, <c>reviewer</c> or <c>viewer</c>.</param>
/// <param name="Version">Grows with every change; the ETag, for <c>If-Match</c>.</param>
/// <param name="ConfigurationVersion">The version that the present configuration came with.</param>
/// <param name="AcknowledgedVersion">The version that the worker goes by; null when none has been confirmed yet.</param>
/// <param name="AcknowledgedAt">Since when.</param>
/// <param name="InForce">Whether what stands here is what the worker goes by.</param>
/// <param name="Problem">Why the worker cannot go by it; null when it can.</param>
/// <param name="MessagesToday">Messages judged today (UTC), of all of the owner's moderators together.</param>
/// <param name="MessagesRefusedToday">Those that came when the day's quota was used up: recorded without a verdict.</param>
/// <param name="OverLimitSince">Since when it rests because its owner's tier had no room for it; null when that is not why.</param>
internal sealed record ModeratorResponse(
    Guid ModeratorId,
    string Name,
    string? Description,
    string Platform,
    string PlatformServerId,
    JsonElement Conf,
    ModeratorStatus Status,
    string Role,
    long Version,
    long ConfigurationVersion,
    long? AcknowledgedVersion,
    DateTimeOffset? AcknowledgedAt,
    bool InForce,
    string? Problem,
    long MessagesToday,
    long MessagesRefusedToday,
    DateTimeOffset? OverLimitSince,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static ModeratorResponse From(ModeratorRow row)
    {
        var (m, acknowledged, usage) = (row.Moderator, row.Acknowledgement, row.Usage);
        return new(
            m.ModeratorId, m.Name, m.Description, m.Platform, m.PlatformServerId, Json.Stored(m.Conf), m.Status, row.RoleName,
            m.Version, row.ConfigurationVersion ?? m.Version, acknowledged?.AcknowledgedVersion, acknowledged?.AcknowledgedAt,
            acknowledged?.AcknowledgedVersion >= m.Version && acknowledged.Error is null, acknowledged?.Error,
            usage?.Messages ?? 0, usage?.Refused ?? 0, m.OverLimitSince, m.CreatedAt, m.UpdatedAt);
    }
}
