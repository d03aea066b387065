using System.Text.Json;
using Gova.Api.Http;
using Gova.Data.Moderators;

namespace Gova.Api.Features.Moderators;

/// <summary>A moderator, as its owner sees it.</summary>
internal sealed record ModeratorResponse(
    Guid ModeratorId,
    string Name,
    string? Description,
    string Platform,
    string PlatformServerId,
    JsonElement Conf,
    ModeratorStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static ModeratorResponse From(Moderator m) => new(
        m.ModeratorId, m.Name, m.Description, m.Platform, m.PlatformServerId, Json.Stored(m.Conf), m.Status, m.CreatedAt, m.UpdatedAt);
}
