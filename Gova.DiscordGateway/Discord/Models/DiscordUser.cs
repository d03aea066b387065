namespace Gova.DiscordGateway.Discord.Models;

/// <param name="Avatar">Hash of the picture.</param>
internal sealed record DiscordUser(
    long Id, string? Username = null, string? GlobalName = null, bool? Bot = null, string? Avatar = null);

/// <summary>A user in a guild. With a message it comes without <paramref name="User"/>: the author says who.</summary>
/// <param name="GuildId">With the gateway's member events only.</param>
internal sealed record DiscordMember(
    DiscordUser? User = null,
    string? Nick = null,
    IReadOnlyList<long>? Roles = null,
    DateTimeOffset? JoinedAt = null,
    DateTimeOffset? CommunicationDisabledUntil = null,
    long? GuildId = null,
    string? Avatar = null);

/// <summary>Data of GUILD_MEMBERS_CHUNK.</summary>
internal sealed record MemberChunk(long GuildId, IReadOnlyList<DiscordMember>? Members = null);
