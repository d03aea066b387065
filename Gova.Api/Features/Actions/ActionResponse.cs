using System.Globalization;
using System.Text.Json;
using Gova.Api.Http;
using Gova.Data.Actions;

namespace Gova.Api.Features.Actions;

/// <summary>An action on a member or message, from decision to outcome. Platform ids are text.</summary>
/// <param name="PlatformUserId">The target: the message's author.</param>
/// <param name="ActionType"><c>reply</c>, <c>delete</c>, <c>timeout</c> or <c>kick</c>.</param>
/// <param name="Reason">Why it was decided.</param>
/// <param name="ErrorMsg">Why it failed, was refused or rejected, or is unknown.</param>
/// <param name="DecidedBy">The account that approved or rejected it; null when the policy did.</param>
/// <param name="ExpiresAt">Not executed after this.</param>
internal sealed record ActionResponse(
    Guid ActionId,
    Guid EventId,
    Guid ModeratorId,
    string Platform,
    string GuildId,
    string ChannelId,
    string MessageId,
    string PlatformUserId,
    string ActionType,
    JsonElement ActionParams,
    ActionStatus Status,
    string? Reason,
    string? ErrorMsg,
    Guid? DecidedBy,
    DateTimeOffset ExpiresAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? ExecutedAt)
{
    public static ActionResponse From(ActionEvent a) => new(
        a.ActionId, a.EventId, a.ModeratorId, a.Platform, Text(a.GuildId), Text(a.ChannelId), Text(a.MessageId), a.PlatformUserId,
        a.ActionType, Json.Stored(a.ActionParams), a.Status, a.Reason, a.ErrorMsg, a.DecidedBy, a.ExpiresAt, a.CreatedAt, a.UpdatedAt,
        a.ExecutedAt);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
