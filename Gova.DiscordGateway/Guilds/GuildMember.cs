using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Guilds;

/// <summary>What is kept of a member.</summary>
/// <param name="Name">As shown where no nickname is set.</param>
/// <param name="TimedOutUntil">May lie in the past.</param>
internal sealed record GuildMember(
    long UserId,
    string Name,
    string? Nick,
    string? Avatar,
    IReadOnlyList<long> RoleIds,
    DateTimeOffset? TimedOutUntil,
    bool IsBot)
{
    public static GuildMember From(DiscordUser user, DiscordMember member) => new(
        user.Id, user.GlobalName ?? user.Username ?? "", member.Nick, member.Avatar ?? user.Avatar, member.Roles ?? [],
        member.CommunicationDisabledUntil, user.Bot == true);

    /// <summary>Whether it says the same; a record compares lists by reference.</summary>
    public bool IsSameAs(GuildMember other) =>
        this with { RoleIds = other.RoleIds } == other && RoleIds.SequenceEqual(other.RoleIds);
}
