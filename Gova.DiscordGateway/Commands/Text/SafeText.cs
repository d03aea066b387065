using System.Text;

namespace Gova.DiscordGateway.Commands.Text;

/// <summary>
/// What members wrote, shown as they wrote it: no formatting, no mention, no link, no invisible reordering. Discord takes a
/// backslash before any punctuation as "this character itself".
/// </summary>
internal static class SafeText
{
    private const string Special = "\\*_~`|<>[]()#-+:@/.";
    private const char Ellipsis = '…';

    /// <param name="max">Of the result, backslashes included.</param>
    public static string Escape(string text, int max)
    {
        var escaped = new StringBuilder(Math.Min(text.Length + 16, max));
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            if (IsInvisible(rune))
            {
                continue;
            }

            var isSpecial = rune.IsAscii && Special.Contains((char)rune.Value, StringComparison.Ordinal);
            if (escaped.Length + rune.Utf16SequenceLength + (isSpecial ? 1 : 0) >= max)
            {
                return escaped.Append(Ellipsis).ToString();
            }

            escaped.Append(isSpecial ? "\\" : "").Append(rune);
        }

        return escaped.ToString();
    }

    /// <summary>Cuts without splitting a character.</summary>
    public static string Shorten(string text, int max) => text.Length <= max
        ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[max - 2]) ? max - 2 : max - 1), [Ellipsis]);

    /// <summary>Control characters but line breaks and tabs, and those that turn the direction of writing.</summary>
    private static bool IsInvisible(Rune rune) =>
        (Rune.IsControl(rune) && rune.Value is not ('\n' or '\t'))
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F;
}
