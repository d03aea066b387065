using System.Text.Json;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Listening;

namespace Gova.DiscordGateway.Guilds;

/// <summary>Keeps the guild model's members: those who join, change or leave.</summary>
internal sealed class MemberEventHandler(GuildModel model) : IGatewayEventHandler
{
    public IReadOnlyList<string> EventTypes =>
        ["GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE", "GUILD_MEMBERS_CHUNK"];

    public Task HandleAsync(GatewayEvent received, CancellationToken cancellationToken)
    {
        switch (received.Type)
        {
            case "GUILD_MEMBERS_CHUNK":
                var chunk = received.Read(DiscordJson.Default.MemberChunk);
                foreach (var one in chunk.Members ?? [])
                {
                    Learn(chunk.GuildId, one);
                }

                break;
            default:
                var changed = received.Read(DiscordJson.Default.DiscordMember);
                Apply(received.Type, changed.GuildId ?? throw new JsonException($"{received.Type} names no guild."), changed);
                break;
        }

        return Task.CompletedTask;
    }

    private void Apply(string type, long guildId, DiscordMember member)
    {
        if (type != "GUILD_MEMBER_REMOVE")
        {
            Learn(guildId, member);
        }
        else if (member.User is { } user)
        {
            model.Unlearn(guildId, user.Id);
        }
    }

    private void Learn(long guildId, DiscordMember member)
    {
        if (member.User is { } user)
        {
            model.Learn(guildId, GuildMember.From(user, member));
        }
    }
}
