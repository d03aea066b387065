namespace Gova.Simulators.Discord.World;

/// <summary>Hands out ids that carry the time and never repeat or go back, whatever the clock does.</summary>
internal sealed class SnowflakeGenerator(TimeProvider time)
{
    private readonly Lock gate = new();
    private ulong last;

    public Snowflake Next()
    {
        var now = (ulong)(time.GetUtcNow().ToUnixTimeMilliseconds() - Snowflake.Epoch) << 22;
        lock (gate)
        {
            last = Math.Max(now, last + 1);
            return new Snowflake(last);
        }
    }
}
