using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Discord.Rest;

/// <content>Guilds and their members.</content>
internal sealed partial class DiscordRestClient
{
    public Task<DiscordGuild> GetGuildAsync(long guildId, CancellationToken cancellationToken) =>
        GetAsync(new RestCall(HttpMethod.Get, "GET guilds", guildId, $"guilds/{guildId}"), DiscordJson.Default.DiscordGuild, cancellationToken);

    /// <summary>The bot's guilds in order of their ids: id, name and icon of each.</summary>
    /// <param name="limit">200 at most.</param>
    public Task<IReadOnlyList<DiscordGuild>> GetCurrentGuildsAsync(long after, int limit, CancellationToken cancellationToken) =>
        GetAsync(
            new RestCall(HttpMethod.Get, "GET users/@me/guilds", 0, $"users/@me/guilds?limit={limit}&after={after}"),
            DiscordJson.Default.IReadOnlyListDiscordGuild, cancellationToken);

    /// <summary>Without threads.</summary>
    public Task<IReadOnlyList<DiscordChannel>> GetGuildChannelsAsync(long guildId, CancellationToken cancellationToken) =>
        GetAsync(
            new RestCall(HttpMethod.Get, "GET guilds/channels", guildId, $"guilds/{guildId}/channels"),
            DiscordJson.Default.IReadOnlyListDiscordChannel, cancellationToken);

    public Task<ThreadList> GetActiveThreadsAsync(long guildId, CancellationToken cancellationToken) =>
        GetAsync(
            new RestCall(HttpMethod.Get, "GET guilds/threads/active", guildId, $"guilds/{guildId}/threads/active"),
            DiscordJson.Default.ThreadList, cancellationToken);

    public Task<DiscordMember> GetMemberAsync(long guildId, long userId, CancellationToken cancellationToken) =>
        GetAsync(
            new RestCall(HttpMethod.Get, "GET guilds/members/id", guildId, $"guilds/{guildId}/members/{userId}"),
            DiscordJson.Default.DiscordMember, cancellationToken);

    /// <param name="until">28 days ahead at most; null ends a timeout.</param>
    public Task TimeOutMemberAsync(long guildId, long userId, DateTimeOffset? until, string? reason, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(HttpMethod.Patch, "PATCH guilds/members/id", guildId, $"guilds/{guildId}/members/{userId}") { Reason = reason }
                .With(new MemberTimeout(until), DiscordJson.Default.MemberTimeout),
            cancellationToken);

    /// <summary>Kicks. Not repeated by itself: the member may have come back meanwhile.</summary>
    public Task RemoveMemberAsync(long guildId, long userId, string? reason, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(HttpMethod.Delete, "DELETE guilds/members/id", guildId, $"guilds/{guildId}/members/{userId}")
            {
                Reason = reason,
                MayRepeat = false,
            },
            cancellationToken);

    /// <summary>The newest entries of one kind, 100 at most.</summary>
    /// <param name="byUserId">By this user only; null for all.</param>
    public async Task<IReadOnlyList<AuditLogEntry>> GetAuditLogAsync(
        long guildId, long? byUserId, int actionType, CancellationToken cancellationToken)
    {
        var call = new RestCall(
            HttpMethod.Get, "GET guilds/audit-logs", guildId,
            $"guilds/{guildId}/audit-logs?action_type={actionType}&limit=100{(byUserId is null ? "" : $"&user_id={byUserId}")}");
        return (await GetAsync(call, DiscordJson.Default.AuditLog, cancellationToken)).AuditLogEntries ?? [];
    }
}
