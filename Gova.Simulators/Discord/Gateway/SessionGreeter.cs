using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>Opens a session and puts READY and the guilds in front of whatever happens next.</summary>
internal sealed class SessionGreeter(DiscordWorld world, SessionRegistry sessions)
{
    public GatewaySession Open(IdentifyRequest identify, string resumeUrl)
    {
        lock (world.Gate)
        {
            var guilds = world.Guilds.Where(identify.Shard.Serves).ToList();
            if (guilds.Count > Shard.MaxGuilds)
            {
                throw new GatewayCloseException(CloseCode.ShardingRequired, "Sharding required.");
            }

            var session = sessions.Create(identify.Intents, identify.Shard);
            session.Append("READY", JsonSerializer.SerializeToUtf8Bytes(Ready(session, guilds, resumeUrl)));
            foreach (var created in guilds.Select(guild => GuildCreated(guild, session.Intents)).Where(session.Wants))
            {
                session.Append(created.Type, created.DataFor(session.Intents));
            }

            return session;
        }
    }

    /// <summary>Tells the sessions of a guild that has just been added.</summary>
    public void Announce(Guild guild)
    {
        foreach (var session in sessions.Living())
        {
            var created = GuildCreated(guild, session.Intents);
            if (session.Wants(created))
            {
                session.Append(created.Type, created.DataFor(session.Intents));
            }
        }
    }

    private GatewayEvent GuildCreated(Guild guild, Intents intents)
    {
        var allMembers = intents.HasFlag(Intents.GuildPresences);
        return new GatewayEvent("GUILD_CREATE", () => GuildJson.Created(guild, world.BotIn(guild), allMembers)) { Guild = guild, Intent = Intents.Guilds };
    }

    private JsonObject Ready(GatewaySession session, IEnumerable<Guild> guilds, string resumeUrl) => new()
    {
        ["v"] = 10,
        ["user"] = UserJson.Self(world.Bot),
        ["user_settings"] = new JsonObject(),
        ["session_type"] = "normal",
        ["session_id"] = session.Id,
        ["resume_gateway_url"] = resumeUrl,
        ["relationships"] = new JsonArray(),
        ["private_channels"] = new JsonArray(),
        ["presences"] = new JsonArray(),
        ["guilds"] = GuildJson.Array(guilds.Select(guild => new JsonObject { ["id"] = guild.Id, ["unavailable"] = true })),
        ["shard"] = new JsonArray(session.Shard.Id, session.Shard.Count),
        ["application"] = new JsonObject { ["id"] = world.Bot.Id, ["flags"] = 0 },
        ["_trace"] = new JsonArray(),
    };
}
