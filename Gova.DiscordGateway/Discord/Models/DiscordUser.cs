namespace Gova.DiscordGateway.Discord.Models;

internal sealed record DiscordUser(long Id, string? Username = null, string? GlobalName = null, bool? Bot = null);

/// <summary>A user in a guild. With a message it comes without <paramref name="User"/>: the author says who.</summary>
internal sealed record DiscordMember(
    DiscordUser? User = null,
    string? Nick = null,
    IReadOnlyList<long>? Roles = null,
    DateTimeOffset? JoinedAt = null,
    DateTimeOffset? CommunicationDisabledUntil = null);
