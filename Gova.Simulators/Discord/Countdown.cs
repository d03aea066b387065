namespace Gova.Simulators.Discord;

/// <summary>A number of times that something is still to happen.</summary>
internal static class Countdown
{
    public static bool Take(ref int left)
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref left);
            if (seen <= 0)
            {
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref left, seen - 1, seen) != seen);
        return true;
    }
}
