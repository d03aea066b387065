namespace Gova.DiscordGateway.Listening;

/// <summary>How long to wait before each further try of what must not be dropped: doubling up to ten seconds, without end.</summary>
internal static class RetryDelays
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);

    public static TimeSpan After(TimeSpan delay) => delay * 2 < Longest ? delay * 2 : Longest;
}
