using System.Text.Json.Serialization;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>What is sent to the gateway.</summary>
internal sealed record GatewayCommand<T>(Opcode Op, T D);

/// <param name="Shard">Shard id and count.</param>
internal sealed record IdentifyData(
    string Token,
    int Intents,
    IdentifyProperties Properties,
    IReadOnlyList<int> Shard,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PresenceData? Presence = null);

internal sealed record IdentifyProperties(string Os, string Browser, string Device);

internal sealed record ResumeData(string Token, string SessionId, long Seq);

/// <summary>How the bot appears among the members.</summary>
/// <param name="Since">Unix milliseconds, when idle.</param>
/// <param name="Status"><c>online</c>, <c>idle</c>, <c>dnd</c> or <c>invisible</c>.</param>
internal sealed record PresenceData(IReadOnlyList<PresenceActivity> Activities, string Status = "online", long? Since = null, bool Afk = false)
{
    /// <summary>"Watching …".</summary>
    public static PresenceData Watching(string what) => new([new PresenceActivity(what, Type: 3)]);
}

/// <param name="Type">0 playing, 2 listening, 3 watching, 5 competing.</param>
internal sealed record PresenceActivity(string Name, int Type);

/// <summary>Asks for members by id, which come as GUILD_MEMBERS_CHUNK.</summary>
internal sealed record RequestMembersData(string GuildId, IReadOnlyList<string> UserIds, string? Nonce = null);

[Flags]
internal enum Intents
{
    Guilds = 1 << 0,
    GuildMembers = 1 << 1,
    GuildModeration = 1 << 2,
    GuildMessages = 1 << 9,
    MessageContent = 1 << 15,
    AutoModerationExecution = 1 << 21,
}
