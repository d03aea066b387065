namespace Gova.Messaging;

/// <summary>Discord's ids carry the time of their creation.</summary>
public static class Snowflake
{
    /// <summary>The first second of 2015, in Unix milliseconds.</summary>
    private const long Epoch = 1_420_070_400_000;

    public static DateTimeOffset CreatedAt(long id) => DateTimeOffset.FromUnixTimeMilliseconds((id >> 22) + Epoch);

    /// <summary>The lowest id that a thing created then can have.</summary>
    public static long At(DateTimeOffset time) => (time.ToUnixTimeMilliseconds() - Epoch) << 22;
}
