using System.Text.Json;
using Gova.Api.Http;
using Gova.Data.Alerts;

namespace Gova.Api.Features.Alerts;

/// <summary>What moderators should know at once. It changes while its subject goes on.</summary>
/// <param name="Details">By kind: members, channels, messages, figures. Platform ids are text.</param>
/// <param name="UpdatedAt">When something was last learnt.</param>
/// <param name="AcknowledgedBy">The account that saw to it.</param>
internal sealed record AlertResponse(
    Guid AlertId,
    Guid ModeratorId,
    AlertKind Kind,
    string Title,
    JsonElement Details,
    DateTimeOffset RaisedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? AcknowledgedAt,
    Guid? AcknowledgedBy)
{
    public static AlertResponse From(Alert a) => new(
        a.AlertId, a.ModeratorId, a.Kind, a.Title, Json.Stored(a.Details), a.RaisedAt, a.UpdatedAt, a.AcknowledgedAt, a.AcknowledgedBy);
}
