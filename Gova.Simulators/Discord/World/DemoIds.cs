namespace Gova.Simulators.Discord.World;

/// <summary>Ids that other parts of the demo are configured with, so they stay the same from run to run.</summary>
internal static class DemoIds
{
    public static readonly Snowflake Guild = new(100_000_000_000_000_001);
    public static readonly Snowflake LogChannel = new(100_000_000_000_000_004);
    public static readonly Snowflake Owner = new(100_000_000_000_000_100);

    public static readonly User Bot = new(new Snowflake(100_000_000_000_000_002), "gova", "Gova", Bot: true);
}
