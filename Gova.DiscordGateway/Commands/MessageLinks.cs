using Gova.DiscordGateway.Discord;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Commands;

/// <summary>Addresses at which people's clients show a message.</summary>
internal sealed class MessageLinks(IOptions<DiscordOptions> options)
{
    public string To(long guildId, long channelId, long messageId) =>
        $"{options.Value.MessageLinkBase.TrimEnd('/')}/{guildId}/{channelId}/{messageId}";
}
