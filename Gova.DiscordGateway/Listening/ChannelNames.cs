using System.Collections.Concurrent;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Models;

namespace Gova.DiscordGateway.Listening;

/// <summary>Names of channels and threads as far as this connection has told them; a resumed session tells none.</summary>
internal sealed class ChannelNames : IGatewayEventHandler
{
    private readonly ConcurrentDictionary<long, string> _names = new();

    public IReadOnlyList<string> EventTypes =>
        ["GUILD_CREATE", "CHANNEL_CREATE", "CHANNEL_UPDATE", "THREAD_CREATE", "THREAD_UPDATE", "CHANNEL_DELETE", "THREAD_DELETE"];

    public string? Find(long channelId) => _names.GetValueOrDefault(channelId);

    public Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        if (received.Type == "GUILD_CREATE")
        {
            var guild = received.Read(DiscordJson.Default.DiscordGuild);
            foreach (var channel in (guild.Channels ?? []).Concat(guild.Threads ?? []))
            {
                Remember(channel);
            }
        }
        else if (received.Type.EndsWith("_DELETE", StringComparison.Ordinal))
        {
            _names.TryRemove(received.Read(DiscordJson.Default.DiscordChannel).Id, out _);
        }
        else
        {
            Remember(received.Read(DiscordJson.Default.DiscordChannel));
        }

        return Task.CompletedTask;
    }

    private void Remember(DiscordChannel channel)
    {
        if (channel.Name is not null)
        {
            _names[channel.Id] = channel.Name;
        }
    }
}
