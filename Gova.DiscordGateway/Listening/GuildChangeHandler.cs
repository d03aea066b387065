using System.Text.Json;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.Messaging.Contracts;

namespace Gova.DiscordGateway.Listening;

/// <summary>Roles, channels and threads came, changed or went.</summary>
internal sealed class GuildChangeHandler(MessagePublisher publisher) : IGatewayEventHandler
{
    public IReadOnlyList<string> EventTypes =>
    [
        "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE", "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE",
        "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE",
    ];

    public Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        var change = received.Type[(received.Type.LastIndexOf('_') + 1)..] switch
        {
            "CREATE" => PlatformChange.Created,
            "UPDATE" => PlatformChange.Updated,
            _ => PlatformChange.Deleted,
        };
        return received.Type.StartsWith("GUILD_ROLE", StringComparison.Ordinal)
            ? PublishRoleAsync(received, change, cancellationToken)
            : PublishChannelAsync(received, change, cancellationToken);
    }

    private Task PublishRoleAsync(GatewayEvent received, PlatformChange change, CancellationToken cancellationToken)
    {
        var changed = received.Read(DiscordJson.Default.ChangedRole);
        var roleId = changed.Role?.Id ?? changed.RoleId ?? throw new JsonException($"{received.Type} names no role.");
        return publisher.PublishPlatformEventAsync(
            changed.GuildId,
            new RoleChangedEvent(
                MemberMessages.Platform, changed.GuildId, roleId, change, changed.Role?.Name, changed.Role?.Permissions, changed.Role?.Position),
            cancellationToken);
    }

    private Task PublishChannelAsync(GatewayEvent received, PlatformChange change, CancellationToken cancellationToken)
    {
        var channel = received.Read(DiscordJson.Default.DiscordChannel);
        // A direct channel is nobody's business.
        return channel.GuildId is { } guildId
            ? publisher.PublishPlatformEventAsync(
                guildId,
                new ChannelChangedEvent(
                    MemberMessages.Platform, guildId, channel.Id, change, channel.Name, channel.ParentId, channel.IsThread),
                cancellationToken)
            : Task.CompletedTask;
    }
}
