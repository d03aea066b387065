namespace Gova.DiscordGateway.Commands.Text;

/// <summary>Durations as people type them: <c>10m</c>, <c>2h</c>, <c>1w2d3h4m</c>.</summary>
internal static class DurationText
{
    private const int MaxDigits = 9;

    private static readonly (char Unit, long Seconds, string Name)[] Units =
        [('w', 604_800, "week"), ('d', 86_400, "day"), ('h', 3_600, "hour"), ('m', 60, "minute"), ('s', 1, "second")];

    /// <summary>Each unit once at most, the longer ones first.</summary>
    /// <returns>Seconds; null when it is no duration, or one of nothing.</returns>
    public static int? Parse(string text)
    {
        var (total, count, digits, next) = (0L, 0L, 0, 0);
        foreach (var c in text.Where(c => c != ' '))
        {
            if (char.IsAsciiDigit(c) && ++digits <= MaxDigits)
            {
                count = (count * 10) + (c - '0');
                continue;
            }

            var unit = digits is > 0 and <= MaxDigits ? Array.FindIndex(Units, next, u => u.Unit == char.ToLowerInvariant(c)) : -1;
            if (unit < 0)
            {
                return null;
            }

            total += count * Units[unit].Seconds;
            (count, digits, next) = (0, 0, unit + 1);
        }

        return digits == 0 && total is > 0 and <= int.MaxValue ? (int)total : null;
    }

    /// <summary>For people: <c>1 hour 30 minutes</c>.</summary>
    public static string Of(long seconds)
    {
        var parts = new List<string>();
        foreach (var (_, length, name) in Units)
        {
            if (seconds / length is var count and > 0)
            {
                parts.Add(FormattableString.Invariant($"{count} {name}{(count == 1 ? "" : "s")}"));
                seconds %= length;
            }
        }

        return parts.Count == 0 ? "0 seconds" : string.Join(' ', parts);
    }
}
