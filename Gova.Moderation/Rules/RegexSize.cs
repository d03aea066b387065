namespace Gova.Moderation.Rules;

/// <summary>
/// Estimates how many places an expression has once its counted repetitions are written out: <c>(a{100}){100}</c> has ten
/// thousand. A linear-time engine's costs grow with them.
/// </summary>
internal static class RegexSize
{
    public const int Largest = 2_000;

    public static long Of(string pattern)
    {
        // The sizes of the groups that are open, each with that of its newest part, which a repetition multiplies.
        var open = new Stack<long>();
        long size = 0, newest = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '(':
                    open.Push(size + newest);
                    (size, newest) = (0, 0);
                    break;
                case ')' when open.Count > 0:
                    newest = size + newest;
                    size = open.Pop();
                    break;
                case '{' when Count(pattern, i, out var end) is { } count:
                    newest = Math.Min(newest * Math.Max(count, 1), int.MaxValue);
                    i = end;
                    break;
                case '[':
                    (size, newest) = (size + newest, 1);
                    i = EndOfClass(pattern, i);
                    break;
                case '\\':
                    (size, newest) = (size + newest, 1);
                    i++;
                    break;
                case '*' or '+' or '?' or '|' or '^' or '$':
                    break;
                default:
                    (size, newest) = (size + newest, 1);
                    break;
            }
        }

        return open.Sum() + size + newest;
    }

    /// <summary>The larger number of <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; null where the brace is only a brace.</summary>
    private static long? Count(string pattern, int start, out int end)
    {
        end = pattern.IndexOf('}', start);
        if (end < 0)
        {
            return null;
        }

        var bounds = pattern[(start + 1)..end].Split(',');
        long largest = 0;
        for (var i = 0; i < bounds.Length; i++)
        {
            if (bounds[i].Length == 0 && i == 1)
            {
                continue;
            }

            if (i > 1 || !int.TryParse(bounds[i], out var bound) || bound < 0)
            {
                return null;
            }

            largest = Math.Max(largest, bound);
        }

        return largest;
    }

    private static int EndOfClass(string pattern, int start)
    {
        // A bracket right at the beginning is one of the class's characters.
        var i = start + 1 < pattern.Length && pattern[start + 1] == '^' ? start + 2 : start + 1;
        for (i++; i < pattern.Length && pattern[i] != ']'; i++)
        {
            if (pattern[i] == '\\')
            {
                i++;
            }
        }

        return i;
    }
}
