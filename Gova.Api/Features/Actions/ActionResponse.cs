using System.Globalization;
using System.Text.Json;
using Gova.Api.Http;
using Gova.Data.Actions;

namespace Gova.Api.Features.Actions;

/// <summary>An action on a member or message, from decision to outcome. Platform ids are text.</summary>
/// <param name="EventId">The evaluation that led to it; null when a person's command did.</param>
/// <param name="PlatformUserId">The target: the message's author, or the member a command named; empty when it concerns a channel or the server.</param>
/// <param name="ActionType">E.g. <c>reply</c>, <c>delete</c>, <c>timeout</c>, <c>kick</c>, <c>ban</c>, <c>slow_mode</c>.</param>
/// <param name="Origin">Who or what brought it about.</param>
/// <param name="Reason">Why it was decided.</param>
/// <param name="ErrorMsg">Why it failed, was refused or rejected, or is unknown.</param>
/// <param name="DecidedBy">The account that approved or rejected it; null when the policy did.</param>
/// <param name="DecidedByPlatformUserId">The platform user who approved, rejected or commanded it there.</param>
/// <param name="UndoesActionId">The action that this one reverses.</param>
/// <param name="RevertsAt">When it is reversed by itself: the end of a temporary ban.</param>
/// <param name="ClaimedBy">The account that looks at it, until <paramref name="ClaimedUntil"/>: no other decides meanwhile.</param>
/// <param name="ExpiresAt">Not decided or executed after this.</param>
internal record ActionResponse(
    Guid ActionId,
    Guid? EventId,
    Guid ModeratorId,
    string Platform,
    string GuildId,
    string? ChannelId,
    string? MessageId,
    string PlatformUserId,
    string ActionType,
    JsonElement ActionParams,
    ActionStatus Status,
    ActionOrigin Origin,
    string? Reason,
    string? ErrorMsg,
    Guid? DecidedBy,
    string? DecidedByPlatformUserId,
    Guid? UndoesActionId,
    DateTimeOffset? RevertsAt,
    Guid? ClaimedBy,
    DateTimeOffset? ClaimedUntil,
    DateTimeOffset ExpiresAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? ExecutedAt)
{
    public static ActionResponse From(ActionEvent a) => new(
        a.ActionId, a.EventId, a.ModeratorId, a.Platform, Text(a.GuildId), Text(a.ChannelId), Text(a.MessageId), a.PlatformUserId,
        a.ActionType, Json.Stored(a.ActionParams), a.Status, a.Origin, a.Reason, a.ErrorMsg, a.DecidedBy, a.DecidedByPlatformUserId,
        a.UndoesActionId, a.RevertsAt, a.ClaimedBy, a.ClaimedUntil, a.ExpiresAt, a.CreatedAt, a.UpdatedAt, a.ExecutedAt);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static string? Text(long? id) => id?.ToString(CultureInfo.InvariantCulture);
}
