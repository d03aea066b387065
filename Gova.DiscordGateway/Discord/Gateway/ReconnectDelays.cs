namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>How long to wait before each further attempt: doubling with jitter, without end.</summary>
internal static class ReconnectDelays
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public static IEnumerable<TimeSpan> Sequence(Random random)
    {
        for (var delay = First; ; delay = delay * 2 < Longest ? delay * 2 : Longest)
        {
            yield return delay * (0.5 + (random.NextDouble() / 2));
        }
    }
}
