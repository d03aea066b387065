namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>How long to wait before each further attempt: doubling with jitter, without end.</summary>
internal static class ReconnectDelays
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Before the identify that follows an invalid session: Discord asks for a random pause of 1 to 5 s.</summary>
    public static TimeSpan AfterInvalidSession(Random random) => TimeSpan.FromSeconds(1 + (4 * random.NextDouble()));

    public static IEnumerable<TimeSpan> Sequence(Random random)
    {
        for (var delay = First; ; delay = delay * 2 < Longest ? delay * 2 : Longest)
        {
            yield return delay * (0.5 + (random.NextDouble() / 2));
        }
    }
}
