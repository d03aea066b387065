using Gova.Simulators.Discord.World;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>The share of the guilds that one session serves.</summary>
internal sealed record Shard(int Id, int Count)
{
    public const int MaxGuilds = 2_500;

    public static Shard Single { get; } = new(0, 1);

    public bool Serves(Guild? guild) => guild is null ? Id == 0 : (int)((guild.Id.Value >> 22) % (ulong)Count) == Id;
}
