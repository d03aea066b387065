using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.Messaging.Contracts;

namespace Gova.DiscordGateway.Listening;

/// <summary>Messages were deleted, one or many.</summary>
internal sealed class MessageDeleteHandler(MessagePublisher publisher, GuildOrder order) : IGatewayEventHandler
{
    public IReadOnlyList<string> EventTypes => ["MESSAGE_DELETE", "MESSAGE_DELETE_BULK"];

    public Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        var deleted = received.Read(DiscordJson.Default.DeletedMessages);
        var ids = deleted.Ids ?? (deleted.Id is { } id ? [id] : []);
        return deleted.GuildId is { } guildId && ids.Count > 0
            ? order.RunAsync(
                guildId, channelId: null,
                () => publisher.PublishAsync(
                    guildId, new MessageDeletedEvent(MemberMessages.Platform, guildId, deleted.ChannelId, ids), cancellationToken),
                cancellationToken)
            : Task.CompletedTask;
    }
}
