using System.Buffers;
using System.Globalization;

namespace Gova.Moderation.Rules;

/// <summary>Undoes the ways to write a link so that it is read as one and not recognised: <c>hxxps://evil[.]com</c>, "evil dot com".</summary>
internal static class LinkText
{
    /// <summary>Longer texts are looked at up to here.</summary>
    public const int Longest = 4_096;

    private const int LongestBrackets = 12;

    private static readonly SearchValues<char> Dots = SearchValues.Create(".\u3002\uFF0E\uFF61\u2024%");

    /// <summary>The top-level domains that make a link of words with a space in between.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> SpacedEndings = Set("com net org gg gift xyz ru link shop");

    /// <summary>Whether there can be a link at all.</summary>
    public static bool MayHaveLink(ReadOnlySpan<char> text) =>
        text.ContainsAny(Dots) || text.Contains("dot", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes the text plainly and in lower case; returns how much was written.</summary>
    public static int Normalize(ReadOnlySpan<char> text, Span<char> into)
    {
        var length = 0;
        for (var i = 0; i < text.Length && length < into.Length;)
        {
            if (Bracketed(text[i..], out var meant, out var taken) || SpacedDot(text, i, out meant, out taken)
                || Encoded(text[i..], out meant, out taken))
            {
                if (meant == '.')
                {
                    length = into[..length].TrimEnd(' ').Length;
                }

                into[length++] = meant;
                i += taken;
                continue;
            }

            var c = Plain(text[i]);
            // "discord\.gg" is shown without the backslash, and browsers take "https:\\" for "https://".
            if (c == '\\')
            {
                c = i + 1 < text.Length && (char.IsAsciiLetterOrDigit(text[i + 1]) || text[i + 1] == '\\') ? '/' : '\0';
            }

            if (c != '\0')
            {
                into[length++] = c;
            }

            i++;
        }

        return length;
    }

    private static char Plain(char c)
    {
        switch (c)
        {
            case < '\u0080':
                return char.ToLowerInvariant(c);
            case '\u3002' or '\uFF0E' or '\uFF61' or '\u2024':
                return '.';
            case '\u2044' or '\u2215' or '\u29F8':
                return '/';
            case >= '\uFF01' and <= '\uFF5E':
                return char.ToLowerInvariant((char)(c - '\uFF01' + '!'));
            default:
                return char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '\0' : char.ToLowerInvariant(c);
        }
    }

    /// <summary><c>[.]</c>, <c>(dot)</c>, <c>[:]</c> and the like.</summary>
    private static bool Bracketed(ReadOnlySpan<char> text, out char meant, out int taken)
    {
        (meant, taken) = ('.', 0);
        if (text[0] is not ('[' or '(' or '{'))
        {
            return false;
        }

        // Not further than it can be, or a text of nothing but brackets takes quadratic time.
        var close = text[1..Math.Min(text.Length, LongestBrackets)].IndexOfAny(']', ')', '}');
        var inside = close < 0 ? default : text.Slice(1, close).Trim(' ');
        if (inside is ":" or "/")
        {
            meant = inside[0];
        }
        else if (inside is not "." && !inside.Equals("dot", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // "evil (dot) com" has a space after it.
        taken = close + 2;
        taken += text[taken..].Length - text[taken..].TrimStart(' ').Length;
        return true;
    }

    /// <summary>"discord dot gg", "discord . gg", "discord .gg": a dot in words or with spaces, before the end of a domain.</summary>
    private static bool SpacedDot(ReadOnlySpan<char> text, int at, out char meant, out int taken)
    {
        (meant, taken) = ('.', 0);
        if (text[at] is not (' ' or '.') || at == 0 || !char.IsLetterOrDigit(text[at - 1]))
        {
            return false;
        }

        var rest = text[at..].TrimStart(' ');
        if (rest.StartsWith('.'))
        {
            rest = rest[1..];
        }
        else if (rest.StartsWith("dot ", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[3..];
        }
        else
        {
            return false;
        }

        rest = rest.TrimStart(' ');
        taken = text.Length - at - rest.Length;
        var end = 0;
        while (end < rest.Length && char.IsAsciiLetter(rest[end]))
        {
            end++;
        }

        if (taken == 1 || end is < 2 or > 8)
        {
            return false;
        }

        Span<char> ending = stackalloc char[8];
        ending = ending[..rest[..end].ToLowerInvariant(ending)];
        // "join .gg/code" is short for discord.gg, and no site of the name "join".
        return SpacedEndings.Contains(ending) && (ending is not "gg" || text[..at].EndsWith("discord", StringComparison.OrdinalIgnoreCase));
    }

    private static bool Encoded(ReadOnlySpan<char> text, out char meant, out int taken)
    {
        taken = 3;
        meant = text.StartsWith("%2e", StringComparison.OrdinalIgnoreCase) ? '.'
            : text.StartsWith("%2f", StringComparison.OrdinalIgnoreCase) ? '/'
            : '\0';
        return meant != '\0';
    }

    private static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(string words) =>
        words.Split(' ').ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
