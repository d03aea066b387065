namespace Gova.DiscordGateway.Discord.Models;

/// <summary>A channel or a thread.</summary>
/// <param name="ParentId">Of a thread: the channel that it belongs to; of a channel: its category.</param>
/// <param name="RateLimitPerUser">Slow mode, in seconds.</param>
internal sealed record DiscordChannel(
    long Id,
    string? Name = null,
    long? GuildId = null,
    int Type = 0,
    long? ParentId = null,
    IReadOnlyList<PermissionOverwrite>? PermissionOverwrites = null,
    int? RateLimitPerUser = null,
    ThreadMetadata? ThreadMetadata = null,
    long? LastMessageId = null)
{
    /// <summary>Announcement, public and private threads; a post in a forum is a public one.</summary>
    public bool IsThread => Type is 10 or 11 or 12;
}

/// <param name="Type">0 for a role, 1 for a member.</param>
internal sealed record PermissionOverwrite(long Id, int Type, ulong Allow = 0, ulong Deny = 0)
{
    public const int ForRole = 0;
    public const int ForMember = 1;
}

internal sealed record ThreadMetadata(bool Archived = false);

/// <summary>Data of THREAD_LIST_SYNC and of GET /guilds/{id}/threads/active.</summary>
internal sealed record ThreadList(IReadOnlyList<DiscordChannel>? Threads = null, long? GuildId = null);
