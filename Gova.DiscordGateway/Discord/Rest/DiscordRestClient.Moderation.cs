using System.Globalization;
using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Discord.Rest;

/// <content>What a moderator does beyond messages and timeouts.</content>
internal sealed partial class DiscordRestClient
{
    /// <exception cref="DiscordApiException">With <see cref="DiscordErrorCode.UnknownBan"/> when there is none.</exception>
    public Task GetBanAsync(long guildId, long userId, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(HttpMethod.Get, "GET guilds/bans/id", guildId, $"guilds/{guildId}/bans/{userId}"), cancellationToken);

    /// <summary>Bans a member, or somebody who is none.</summary>
    /// <param name="deleteMessageSeconds">How far back the user's messages are deleted: a week at most.</param>
    public Task BanAsync(long guildId, long userId, int deleteMessageSeconds, string? reason, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(HttpMethod.Put, "PUT guilds/bans/id", guildId, $"guilds/{guildId}/bans/{userId}") { Reason = reason }
                .With(new NewBan(deleteMessageSeconds), DiscordJson.Default.NewBan),
            cancellationToken);

    public Task UnbanAsync(long guildId, long userId, string? reason, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(HttpMethod.Delete, "DELETE guilds/bans/id", guildId, $"guilds/{guildId}/bans/{userId}") { Reason = reason },
            cancellationToken);

    public Task AddRoleAsync(long guildId, long userId, long roleId, string? reason, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(HttpMethod.Put, "PUT guilds/members/roles/id", guildId, $"guilds/{guildId}/members/{userId}/roles/{roleId}")
            {
                Reason = reason,
            },
            cancellationToken);

    public Task RemoveRoleAsync(long guildId, long userId, long roleId, string? reason, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(HttpMethod.Delete, "DELETE guilds/members/roles/id", guildId, $"guilds/{guildId}/members/{userId}/roles/{roleId}")
            {
                Reason = reason,
            },
            cancellationToken);

    /// <param name="seconds">Between a member's messages: 6 hours at most, 0 turns it off.</param>
    public Task SetSlowModeAsync(long channelId, int seconds, string? reason, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(HttpMethod.Patch, "PATCH channels", channelId, $"channels/{channelId}") { Reason = reason }
                .With(new ChannelSlowMode(seconds), DiscordJson.Default.ChannelSlowMode),
            cancellationToken);

    /// <summary>Pauses invites and strangers' direct messages, each for a day at most; null ends a pause.</summary>
    public Task SetIncidentActionsAsync(long guildId, IncidentActions actions, string? reason, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(HttpMethod.Put, "PUT guilds/incident-actions", guildId, $"guilds/{guildId}/incident-actions") { Reason = reason }
                .With(actions, DiscordJson.Default.IncidentActions),
            cancellationToken);

    /// <summary>The channel of the bot and one user; the same one each time.</summary>
    public Task<DiscordChannel> OpenDirectChannelAsync(long userId, CancellationToken cancellationToken) =>
        GetAsync(
            new RestCall(HttpMethod.Post, "POST users/@me/channels", 0, "users/@me/channels").With(
                new NewDirectChannel(userId.ToString(CultureInfo.InvariantCulture)), DiscordJson.Default.NewDirectChannel),
            DiscordJson.Default.DiscordChannel, cancellationToken);

    /// <summary>Deletes 2 to 100 messages, none older than 14 days. Those that are gone already do no harm.</summary>
    public Task DeleteMessagesAsync(long channelId, IReadOnlyCollection<long> messageIds, string? reason, CancellationToken cancellationToken) =>
        SendAsync(
            new RestCall(HttpMethod.Post, "POST channels/messages/bulk-delete", channelId, $"channels/{channelId}/messages/bulk-delete")
            {
                Reason = reason,
            }.With(
                new MessagesToDelete([.. messageIds.Select(id => id.ToString(CultureInfo.InvariantCulture))]),
                DiscordJson.Default.MessagesToDelete),
            cancellationToken);
}
