using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.DiscordGateway.Listening;

/// <summary>A member wrote something.</summary>
internal sealed class MessageCreateHandler(MemberMessages messages, MessagePublisher publisher) : IGatewayEventHandler
{
    public IReadOnlyList<string> EventTypes => ["MESSAGE_CREATE"];

    public Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken) =>
        messages.ToEvent(received.Read(DiscordJson.Default.DiscordMessage), revision: 0) is { } created
            ? publisher.PublishAsync(created.GuildId, created, cancellationToken)
            : Task.CompletedTask;
}
