using System.Text.Json;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Models;
using Gova.Messaging.Contracts;

namespace Gova.DiscordGateway.Listening;

/// <summary>Members joined, left, changed, were banned or unbanned.</summary>
internal sealed class MemberChangeHandler(MessagePublisher publisher) : IGatewayEventHandler
{
    public IReadOnlyList<string> EventTypes =>
        ["GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE", "GUILD_MEMBER_UPDATE", "GUILD_BAN_ADD", "GUILD_BAN_REMOVE"];

    public Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        if (received.Type.StartsWith("GUILD_BAN", StringComparison.Ordinal))
        {
            var ban = received.Read(DiscordJson.Default.GuildBan);
            var banned = ban.User ?? throw new JsonException($"{received.Type} names nobody.");
            return received.Type == "GUILD_BAN_ADD"
                ? PublishAsync(new MemberBannedEvent(MemberMessages.Platform, ban.GuildId, banned.Id, Name(banned)), ban.GuildId, cancellationToken)
                : PublishAsync(new MemberUnbannedEvent(MemberMessages.Platform, ban.GuildId, banned.Id, Name(banned)), ban.GuildId, cancellationToken);
        }

        var member = received.Read(DiscordJson.Default.DiscordMember);
        if (member is not { GuildId: { } guildId, User: { } user })
        {
            throw new JsonException($"{received.Type} names no member of a guild.");
        }

        var isBot = user.Bot == true;
        return received.Type switch
        {
            "GUILD_MEMBER_ADD" => PublishAsync(
                new MemberJoinedEvent(MemberMessages.Platform, guildId, user.Id, Name(user), isBot, member.JoinedAt), guildId, cancellationToken),
            "GUILD_MEMBER_REMOVE" => PublishAsync(
                new MemberLeftEvent(MemberMessages.Platform, guildId, user.Id, Name(user), isBot), guildId, cancellationToken),
            _ => PublishAsync(
                new MemberUpdatedEvent(
                    MemberMessages.Platform, guildId, user.Id, member.Nick ?? Name(user), member.Roles ?? [],
                    member.CommunicationDisabledUntil, isBot),
                guildId, cancellationToken),
        };
    }

    private Task PublishAsync<T>(T contract, long guildId, CancellationToken cancellationToken)
        where T : notnull =>
        publisher.PublishPlatformEventAsync(guildId, contract, cancellationToken);

    private static string Name(DiscordUser user) => user.GlobalName ?? user.Username ?? "";
}
