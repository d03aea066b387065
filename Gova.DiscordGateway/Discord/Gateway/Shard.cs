namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>One of the connections among which Discord divides a bot's guilds.</summary>
internal readonly record struct Shard(int Id, int Count)
{
    public static readonly Shard Single = new(0, 1);

    /// <summary>Which shard tells of a guild; direct messages go to shard 0.</summary>
    public static int IdFor(long guildId, int count) => (int)((ulong)(guildId >> 22) % (ulong)count);

    public override string ToString() => $"{Id}/{Count}";
}
