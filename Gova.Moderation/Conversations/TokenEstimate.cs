namespace Gova.Moderation.Conversations;

/// <summary>
/// How many tokens a text has at most, for usual models: they count words and pieces of words, this counts characters, and rather
/// too many. The estimate of two texts together is that of one after the other.
/// </summary>
public static class TokenEstimate
{
    internal const int UnitsPerToken = 6;

    public static int Of(string text) => Tokens(Units(text));

    internal static int Tokens(long units) => (int)((units + UnitsPerToken - 1) / UnitsPerToken);

    /// <summary>In sixths of a token, so that parts add up.</summary>
    internal static long Units(string text)
    {
        var units = 0L;
        foreach (var rune in text.EnumerateRunes())
        {
            units += rune switch
            {
                { IsAscii: true } when char.IsAsciiLetter((char)rune.Value) || rune.Value == ' ' => 2,
                { IsAscii: true } when char.IsAsciiDigit((char)rune.Value) => 3,
                { IsAscii: true } => UnitsPerToken,
                { IsBmp: true } => 2 * UnitsPerToken,
                _ => 4 * UnitsPerToken,
            };
        }

        return units;
    }
}
