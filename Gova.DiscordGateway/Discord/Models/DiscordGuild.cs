namespace Gova.DiscordGateway.Discord.Models;

/// <summary>
/// A guild: from GUILD_CREATE with its channels and with the bot among <paramref name="Members"/>, from REST without. All but
/// the id is missing while it is unavailable.
/// </summary>
/// <param name="Unavailable">True during an outage; a GUILD_DELETE without it means that the bot was removed.</param>
internal sealed record DiscordGuild(
    long Id,
    long? OwnerId = null,
    IReadOnlyList<DiscordRole>? Roles = null,
    IReadOnlyList<DiscordChannel>? Channels = null,
    IReadOnlyList<DiscordChannel>? Threads = null,
    string? Name = null,
    string? Icon = null,
    bool? Unavailable = null,
    IReadOnlyList<DiscordMember>? Members = null,
    IncidentsData? IncidentsData = null);

/// <summary>Until when a guild lets nobody in by invite, and lets strangers send no direct messages; null where it does.</summary>
internal sealed record IncidentsData(DateTimeOffset? InvitesDisabledUntil = null, DateTimeOffset? DmsDisabledUntil = null);

/// <param name="Permissions">Bit set.</param>
/// <param name="Managed">Belongs to an integration: nobody can give it.</param>
internal sealed record DiscordRole(long Id, int Position = 0, ulong Permissions = 0, string? Name = null, bool Managed = false);

/// <summary>Data of GUILD_ROLE_CREATE and GUILD_ROLE_UPDATE (<paramref name="Role"/>), and of GUILD_ROLE_DELETE (<paramref name="RoleId"/>).</summary>
internal sealed record ChangedRole(long GuildId, DiscordRole? Role = null, long? RoleId = null);
