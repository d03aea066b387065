namespace Gova.Moderation.Campaigns;

/// <summary>
/// 64 bits of a text's runs of four letters: each bit is what most runs have there, so that texts which share most of their runs
/// differ in few bits.
/// </summary>
internal static class SimHash
{
    public const int Run = 4;

    /// <summary>As many runs as a counter of eight bits can count; what is longer is known by its beginning.</summary>
    private const int MaxRuns = 255;

    /// <summary>The bits of a byte, each in a byte of its own: eight counters are counted in one addition.</summary>
    private static readonly ulong[] Spread = BuildSpread();

    /// <param name="letters">At least <see cref="Run"/>.</param>
    public static ulong Of(ReadOnlySpan<char> letters)
    {
        Span<ulong> counters = stackalloc ulong[8];
        counters.Clear();
        var runs = Math.Min(letters.Length - Run + 1, MaxRuns);
        for (var i = 0; i < runs; i++)
        {
            var hash = Hash(letters[i], letters[i + 1], letters[i + 2], letters[i + 3]);
            for (var k = 0; k < counters.Length; k++)
            {
                counters[k] += Spread[(byte)(hash >> (8 * k))];
            }
        }

        ulong result = 0;
        for (var bit = 0; bit < 64; bit++)
        {
            var count = (byte)(counters[bit >> 3] >> (8 * (bit & 7)));
            result |= (2 * count > runs ? 1UL : 0) << bit;
        }

        return result;
    }

    /// <summary>Four characters fill 64 bits; the rest is mixing.</summary>
    private static ulong Hash(char a, char b, char c, char d)
    {
        var hash = a | ((ulong)b << 16) | ((ulong)c << 32) | ((ulong)d << 48);
        hash = (hash ^ (hash >> 30)) * 0xBF58_476D_1CE4_E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D0_49BB_1331_11EB;
        return hash ^ (hash >> 31);
    }

    private static ulong[] BuildSpread()
    {
        var spread = new ulong[256];
        for (var value = 0; value < spread.Length; value++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                spread[value] |= (ulong)((value >> bit) & 1) << (8 * bit);
            }
        }

        return spread;
    }
}
