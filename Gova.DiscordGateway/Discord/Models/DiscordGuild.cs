namespace Gova.DiscordGateway.Discord.Models;

/// <summary>A guild: from GUILD_CREATE with its channels, from REST without. All but the id is missing while it is unavailable.</summary>
internal sealed record DiscordGuild(
    long Id,
    long? OwnerId = null,
    IReadOnlyList<DiscordRole>? Roles = null,
    IReadOnlyList<DiscordChannel>? Channels = null,
    IReadOnlyList<DiscordChannel>? Threads = null);

/// <param name="Permissions">Bit set.</param>
internal sealed record DiscordRole(long Id, int Position = 0, ulong Permissions = 0);

internal sealed record DiscordChannel(long Id, string? Name = null);
