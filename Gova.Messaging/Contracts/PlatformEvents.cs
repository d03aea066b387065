namespace Gova.Messaging.Contracts;

// What happens in a community besides messages, on Topics.PlatformEvents, in order for each community. Nothing consumes these
// events yet: they are there for raid and reputation rules, which need them from the first day on.

/// <summary>Somebody joined.</summary>
/// <param name="Platform">Lower case, e.g. <c>discord</c>.</param>
/// <param name="GuildId">The community (snowflake).</param>
/// <param name="UserId">Snowflake; its timestamp is the age of the account.</param>
/// <param name="UserName">Display name at that time.</param>
public sealed record MemberJoinedEvent(
    string Platform, long GuildId, long UserId, string UserName, bool IsBot = false, DateTimeOffset? JoinedAt = null);

/// <summary>Somebody left, or was kicked or banned: the platform does not tell which.</summary>
/// <inheritdoc cref="MemberJoinedEvent"/>
public sealed record MemberLeftEvent(string Platform, long GuildId, long UserId, string UserName, bool IsBot = false);

/// <summary>A member's roles, nickname or timeout changed; all of them are given.</summary>
/// <param name="TimedOutUntil">May lie in the past.</param>
/// <inheritdoc cref="MemberJoinedEvent"/>
public sealed record MemberUpdatedEvent(
    string Platform,
    long GuildId,
    long UserId,
    string UserName,
    IReadOnlyList<long> RoleIds,
    DateTimeOffset? TimedOutUntil = null,
    bool IsBot = false);

/// <summary>Somebody was banned, by whomever.</summary>
/// <inheritdoc cref="MemberJoinedEvent"/>
public sealed record MemberBannedEvent(string Platform, long GuildId, long UserId, string UserName);

/// <summary>A ban was lifted.</summary>
/// <inheritdoc cref="MemberJoinedEvent"/>
public sealed record MemberUnbannedEvent(string Platform, long GuildId, long UserId, string UserName);

/// <summary>What happened to a role or a channel.</summary>
public enum PlatformChange
{
    Created,
    Updated,
    Deleted,
}

/// <summary>A role came, changed or went.</summary>
/// <param name="Name">Null when it was deleted, as all that follows.</param>
/// <param name="Permissions">The platform's bit set as a number.</param>
/// <inheritdoc cref="MemberJoinedEvent"/>
public sealed record RoleChangedEvent(
    string Platform,
    long GuildId,
    long RoleId,
    PlatformChange Change,
    string? Name = null,
    ulong? Permissions = null,
    int? Position = null);

/// <summary>A channel, thread or forum post came, changed or went.</summary>
/// <param name="ParentChannelId">Of a thread: its channel; of a channel: its category.</param>
/// <inheritdoc cref="MemberJoinedEvent"/>
public sealed record ChannelChangedEvent(
    string Platform,
    long GuildId,
    long ChannelId,
    PlatformChange Change,
    string? Name = null,
    long? ParentChannelId = null,
    bool IsThread = false);

/// <summary>The platform's own rules acted on what a member wrote.</summary>
/// <param name="UserId">Who wrote it.</param>
/// <param name="Action">The platform's number of what it did: 1 blocked the message, 2 alerted, 3 timed out.</param>
/// <param name="Trigger">The platform's number of the kind of rule.</param>
/// <param name="MessageId">Null when the message was blocked: it never existed.</param>
/// <param name="Content">What was written.</param>
/// <param name="MatchedKeyword">The keyword or pattern of the rule.</param>
/// <inheritdoc cref="MemberJoinedEvent"/>
public sealed record AutoModExecutedEvent(
    string Platform,
    long GuildId,
    long RuleId,
    long UserId,
    int Action,
    int Trigger,
    long? ChannelId = null,
    long? MessageId = null,
    string? Content = null,
    string? MatchedKeyword = null,
    string? MatchedContent = null);
