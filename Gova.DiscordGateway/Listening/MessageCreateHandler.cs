using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Guilds;

namespace Gova.DiscordGateway.Listening;

/// <summary>A member wrote something.</summary>
internal sealed class MessageCreateHandler(
    MemberMessages messages, MessagePublisher publisher, GuildOrder order, GuildModel guilds, RecentMessages recent) : IGatewayEventHandler
{
    public IReadOnlyList<string> EventTypes => ["MESSAGE_CREATE"];

    public Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        var message = received.Read(DiscordJson.Default.DiscordMessage);
        return messages.IsMembers(message)
            ? order.RunAsync(message.GuildId!.Value, message.ChannelId, () => PublishAsync(message, cancellationToken), cancellationToken)
            : Task.CompletedTask;
    }

    private Task PublishAsync(DiscordMessage message, CancellationToken cancellationToken)
    {
        var guildId = message.GuildId!.Value;
        if (message.Member is { } member)
        {
            guilds.Learn(guildId, GuildMember.From(message.Author!, member));
        }

        return recent.TryClaim(message.Id, revision: 0)
            ? publisher.PublishAsync(guildId, messages.ToEvent(message, revision: 0), cancellationToken)
            : Task.CompletedTask;
    }
}
