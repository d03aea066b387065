using System.Buffers;
using System.Globalization;

namespace Gova.Moderation.Rules;

/// <summary>Where words begin and end.</summary>
internal static class Words
{
    /// <summary>What stands between words.</summary>
    public static readonly SearchValues<char> Spaces = SearchValues.Create(" \n\t\r");

    /// <summary>
    /// Letters, digits and the marks that belong to them. Characters of scripts that are written without spaces are no word
    /// characters: a keyword of such characters is found anywhere.
    /// </summary>
    public static bool IsWordChar(char c)
    {
        if (char.IsAscii(c))
        {
            return char.IsAsciiLetterOrDigit(c) || c == '_';
        }

        return char.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.DecimalDigitNumber => true,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => !IsWrittenWithoutSpaces(c),
            _ => false,
        };
    }

    private static bool IsWrittenWithoutSpaces(char c) => c
        is (>= '\u0E00' and <= '\u0EFF') // Thai, Lao
        or (>= '\u1000' and <= '\u109F') // Myanmar
        or (>= '\u1780' and <= '\u17FF') // Khmer
        or (>= '\u3000' and <= '\u312F') // kana, bopomofo
        or (>= '\u31A0' and <= '\u31FF')
        or (>= '\u3400' and <= '\u9FFF') // ideographs
        or (>= '\uF900' and <= '\uFAFF')
        or (>= '\uFF66' and <= '\uFF9F')
        or (>= '\uFE00' and <= '\uFE0F'); // variation selectors, as in emoji
}
