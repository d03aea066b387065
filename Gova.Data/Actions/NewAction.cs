namespace Gova.Data.Actions;

/// <summary>An action that does not come from a verdict, before it is stored.</summary>
/// <param name="ActionParams">JSON object.</param>
/// <param name="PlatformUserId">The target; empty when it concerns a channel or the server.</param>
/// <param name="DecidedBy">The account that commanded it.</param>
/// <param name="DecidedByPlatformUserId">The platform user who commanded it.</param>
public sealed record NewAction(
    Guid ModeratorId,
    string Platform,
    long GuildId,
    string ActionType,
    string ActionParams,
    ActionOrigin Origin,
    string PlatformUserId = "",
    long? ChannelId = null,
    long? MessageId = null,
    string? Reason = null,
    Guid? UndoesActionId = null,
    Guid? DecidedBy = null,
    string? DecidedByPlatformUserId = null,
    string? Traceparent = null);
