using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Listening;

namespace Gova.DiscordGateway.Guilds;

/// <summary>Keeps the guild model: guilds that come and go, their roles, channels and threads.</summary>
internal sealed class GuildEventHandler(GuildModel model, BotIdentity self) : IGatewayEventHandler
{
    public IReadOnlyList<string> EventTypes =>
    [
        GatewayEvent.Ready, "GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE", "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE",
        "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE", "THREAD_LIST_SYNC",
    ];

    public Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        switch (received.Type)
        {
            case GatewayEvent.Ready:
                Begin(received.Read(DiscordJson.Default.ReadyGuilds));
                break;
            case "GUILD_CREATE":
                Create(received.Read(DiscordJson.Default.DiscordGuild));
                break;
            case "GUILD_UPDATE":
                var changed = received.Read(DiscordJson.Default.DiscordGuild);
                model.Change(changed.Id, guild => guild.Update(changed));
                break;
            case "GUILD_DELETE":
                Delete(received.Read(DiscordJson.Default.DiscordGuild));
                break;
            case "THREAD_LIST_SYNC":
                var synced = received.Read(DiscordJson.Default.ThreadList);
                model.Change(synced.GuildId ?? 0, guild => Set(guild, synced.Threads ?? []));
                break;
            case "CHANNEL_DELETE" or "THREAD_DELETE":
                var deleted = received.Read(DiscordJson.Default.DiscordChannel);
                model.Change(deleted.GuildId ?? 0, guild => guild.RemoveChannel(deleted.Id));
                break;
            case var type when type.StartsWith("GUILD_ROLE", StringComparison.Ordinal):
                Change(received.Read(DiscordJson.Default.ChangedRole));
                break;
            default:
                var channel = received.Read(DiscordJson.Default.DiscordChannel);
                model.Change(channel.GuildId ?? 0, guild => guild.Set(channel));
                break;
        }

        return Task.CompletedTask;
    }

    private static void Set(GuildState guild, IReadOnlyList<DiscordChannel> threads)
    {
        foreach (var thread in threads)
        {
            guild.Set(thread);
        }
    }

    /// <summary>A new session: a GUILD_CREATE follows for each of its guilds, and none for those that the bot has left meanwhile.</summary>
    private void Begin(ReadyGuilds ready)
    {
        if (ready.User is { } user)
        {
            self.Learn(user.Id);
        }

        var (shard, count) = ready.Shard is [var id, > 0 and var of] ? (id, of) : (0, 1);
        model.Forget(guildId => (guildId >> 22) % count == shard);
    }

    private void Create(DiscordGuild guild)
    {
        if (guild.Unavailable == true)
        {
            return;
        }

        var bot = guild.Members?.FirstOrDefault(member => member.User is { } user && user.Id == self.KnownId);
        model.Set(new GuildState(guild) { Bot = bot is null ? null : GuildMember.From(bot.User!, bot) });
    }

    /// <summary>During an outage the guild stays as it was; nothing is told of it until the next GUILD_CREATE.</summary>
    private void Delete(DiscordGuild guild)
    {
        if (guild.Unavailable != true)
        {
            model.Remove(guild.Id);
        }
    }

    private void Change(ChangedRole changed) => model.Change(changed.GuildId, guild =>
    {
        if (changed.Role is { } role)
        {
            guild.Set(role);
        }
        else if (changed.RoleId is { } id)
        {
            guild.RemoveRole(id);
        }
    });
}

/// <summary>What the model needs of READY.</summary>
/// <param name="Shard">Id and count; absent when there is one.</param>
internal sealed record ReadyGuilds(DiscordUser? User = null, IReadOnlyList<long>? Shard = null);
