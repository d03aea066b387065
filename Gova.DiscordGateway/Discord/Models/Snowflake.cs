namespace Gova.DiscordGateway.Discord.Models;

/// <summary>Ids carry their time of creation.</summary>
internal static class Snowflake
{
    private const long DiscordEpoch = 1_420_070_400_000;

    public static DateTimeOffset CreatedAt(long id) => DateTimeOffset.FromUnixTimeMilliseconds((id >> 22) + DiscordEpoch);
}
