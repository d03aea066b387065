namespace Gova.Moderation.Rules;

/// <summary>Letters that stand three times or more in a row, as in "idiooot": no language needs them.</summary>
internal static class DrawnOut
{
    public static bool Occurs(ReadOnlySpan<char> text)
    {
        for (var i = 2; i < text.Length; i++)
        {
            if (IsSame(text[i], text[i - 1]) && IsSame(text[i], text[i - 2]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the text with one letter for each such run; returns how much was written.</summary>
    public static int Shorten(ReadOnlySpan<char> text, Span<char> into)
    {
        var length = 0;
        for (var i = 0; i < text.Length && length < into.Length;)
        {
            var end = i + 1;
            while (end < text.Length && IsSame(text[end], text[i]))
            {
                end++;
            }

            var kept = end - i >= 3 ? 1 : end - i;
            for (var k = 0; k < kept && length < into.Length; k++)
            {
                into[length++] = text[i + k];
            }

            i = end;
        }

        return length;
    }

    private static bool IsSame(char a, char b) =>
        char.IsLetter(a) && (a == b || char.ToLowerInvariant(a) == char.ToLowerInvariant(b));
}
