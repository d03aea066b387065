using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Json;
using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>Op 8: a guild's members, in chunks of a thousand, by ids or by the start of a name.</summary>
internal static class MemberRequest
{
    private const int ChunkSize = 1_000;
    private const int MaxIds = 100;

    public static void Answer(GatewayFrame frame, GatewaySession session, DiscordWorld world)
    {
        if (!Snowflake.TryParse(frame.RequiredString("guild_id"), out var guildId))
        {
            throw GatewayFrame.DecodeError();
        }

        lock (world.Gate)
        {
            if (world.Guilds.FirstOrDefault(guild => guild.Id == guildId) is not { } guild)
            {
                return;
            }

            var wanted = Ids(frame);
            var chunks = Select(frame, guild, session, wanted).Chunk(ChunkSize).DefaultIfEmpty([]).ToList();
            for (var index = 0; index < chunks.Count; index++)
            {
                var data = Chunk(guild, chunks[index], index, chunks.Count, frame.Property("nonce"));
                if (wanted is not null)
                {
                    var missing = wanted.Where(id => !Snowflake.TryParse(id, out var user) || !guild.Members.ContainsKey(user));
                    data["not_found"] = new JsonArray([.. missing.Select(id => (JsonNode)id)]);
                }

                session.Append("GUILD_MEMBERS_CHUNK", JsonSerializer.SerializeToUtf8Bytes(data));
            }
        }
    }

    private static HashSet<string>? Ids(GatewayFrame frame)
    {
        if (frame.Property("user_ids") is not { } ids)
        {
            return null;
        }

        var wanted = ids.ValueKind == JsonValueKind.Array ? ids.EnumerateArray().Select(Id).ToHashSet() : [Id(ids)];
        return wanted.Count <= MaxIds ? wanted : throw GatewayFrame.DecodeError();
    }

    private static IEnumerable<Member> Select(GatewayFrame frame, Guild guild, GatewaySession session, HashSet<string>? wanted)
    {
        if (wanted is not null)
        {
            return guild.Members.Values.Where(member => wanted.Contains(member.User.Id.ToString()));
        }

        var (query, limit) = (frame.RequiredString("query"), (int)frame.RequiredInteger("limit"));
        if (query.Length == 0 && limit == 0)
        {
            return session.Intents.HasFlag(Intents.GuildMembers) ? guild.Members.Values : [];
        }

        return guild.Members.Values
            .Where(member => member.DisplayName.StartsWith(query, StringComparison.OrdinalIgnoreCase)
                || member.User.Username.StartsWith(query, StringComparison.OrdinalIgnoreCase))
            .Take(limit is 0 or > 100 ? 100 : limit);
    }

    private static string Id(JsonElement id) => id.ValueKind == JsonValueKind.String ? id.GetString()! : throw GatewayFrame.DecodeError();

    private static JsonObject Chunk(Guild guild, IEnumerable<Member> members, int index, int count, JsonElement? nonce)
    {
        var data = new JsonObject
        {
            ["guild_id"] = guild.Id,
            ["members"] = GuildJson.Array(members.Select(UserJson.Member)),
            ["chunk_index"] = index,
            ["chunk_count"] = count,
        };
        if (nonce is { ValueKind: JsonValueKind.String } text)
        {
            data["nonce"] = text.GetString();
        }

        return data;
    }
}
