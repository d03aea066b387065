using System.Text.Json.Nodes;

namespace Gova.Simulators.Discord.World;

internal sealed class Guild
{
    public required Snowflake Id { get; init; }
    public required string Name { get; set; }
    public required Snowflake OwnerId { get; init; }
    public string? Description { get; init; }
    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>Incident actions: until when nobody can join by invite, or write to strangers.</summary>
    public DateTimeOffset? InvitesDisabledUntil { get; set; }
    public DateTimeOffset? DirectMessagesDisabledUntil { get; set; }

    public Dictionary<Snowflake, Role> Roles { get; } = [];
    public Dictionary<Snowflake, Channel> Channels { get; } = [];
    public Dictionary<Snowflake, Member> Members { get; } = [];
    public Dictionary<Snowflake, Ban> Bans { get; } = [];
    public List<AuditLogEntry> AuditLog { get; } = [];

    /// <summary>The role every member has; Discord gives it the guild's own id.</summary>
    public Role Everyone => Roles[Id];

    public Member MemberOrThrow(Snowflake userId) => Members.GetValueOrDefault(userId) ?? throw DiscordException.UnknownMember;

    public Member? MemberOf(User user) => Members.GetValueOrDefault(user.Id);
}

internal sealed record Role(Snowflake Id, string Name, int Position, Permission Permissions, int Color = 0, bool Hoist = false, bool Managed = false);

internal sealed record Ban(User User, string? Reason);

internal sealed record AuditLogEntry(
    Snowflake Id, Snowflake UserId, Snowflake? TargetId, AuditLogAction Action, string? Reason, IReadOnlyList<AuditLogChange> Changes, AuditLogOptions? Options);

internal sealed record AuditLogChange(string Key, JsonNode? OldValue, JsonNode? NewValue);

/// <summary>How many messages, and where.</summary>
internal sealed record AuditLogOptions(Snowflake? ChannelId, int Count);

internal enum AuditLogAction
{
    GuildUpdate = 1,
    ChannelUpdate = 11,
    MemberKick = 20,
    MemberBanAdd = 22,
    MemberBanRemove = 23,
    MemberUpdate = 24,
    MemberRoleUpdate = 25,
    MessageDelete = 72,
    MessageBulkDelete = 73,
}
