using System.Globalization;

namespace Gova.Moderation.Text;

/// <summary>
/// Writes a text the way a reader hears it: lower case, without accents, invisible characters and look-alike letters of other
/// scripts, digits for letters read as letters, repeated letters shortened, letters spelt apart joined. Two spellings of one
/// insult become one. Allocates nothing.
/// </summary>
public static class TextFolder
{
    /// <summary>Stands for any link.</summary>
    public const char Link = '\uE000';

    /// <summary>Stands for any mention of a user, role or channel.</summary>
    public const char Mention = '\uE001';

    /// <summary>Stands for any number; a digit that is no letter in disguise.</summary>
    public const char Number = '9';

    private const char Dropped = '\0';
    private const int LongestDisguise = 8;

    // Letters of other scripts that look like a Latin letter, in pairs.
    private const string LookAlikes =
        "аaвbеeкkмmнhоoрpсcтtуyхxѕsіiјjԁdԛqԝwһhӏlαaβbεeηnιiκkνvοoρpτtυuχxγyωwаaգqоoսuոnհhɑaɡgɩiʀrꞌ'ıiłløoðdđdħhŧtþpßs€e£l¢c";

    private static readonly char[] Folded = BuildTable();

    /// <summary>Folds as much of the text as fits; returns how many characters were written.</summary>
    public static int Fold(ReadOnlySpan<char> text, Span<char> into)
    {
        var length = 0;
        for (var i = 0; i < text.Length && length < into.Length; i++)
        {
            var skipped = Skip(text[i..], out var stand);
            if (skipped > 0)
            {
                Append(stand, into, ref length);
                i += skipped - 1;
                continue;
            }

            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                AppendPair(c, text[++i], into, ref length);
                continue;
            }

            c = Folded[c];
            if (c != Dropped)
            {
                Append(ReadAsLetter(c, into[..length], text[(i + 1)..]), into, ref length);
            }
        }

        return JoinSpeltApart(into[..length]);
    }

    /// <summary>How long a link or a mention is at the start of the text; 0 when there is none.</summary>
    private static int Skip(ReadOnlySpan<char> text, out char stand)
    {
        stand = Link;
        switch (text[0])
        {
            case 'h' or 'H' when text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase):
            case 'w' or 'W' when text.StartsWith("www.", StringComparison.OrdinalIgnoreCase):
                var end = text.IndexOfAny(' ', '\n', '\t');
                return end < 0 ? text.Length : end;
            case '<' when text.Length > 3 && text[1] is '@' or '#':
                stand = Mention;
                var close = text.IndexOf('>');
                return close is > 0 and <= 25 ? close + 1 : 0;
            default:
                return 0;
        }
    }

    private static void Append(char c, Span<char> into, ref int length)
    {
        if (c == ' ' ? length == 0 || into[length - 1] == ' ' : c == Number && length > 0 && into[length - 1] == Number)
        {
            return;
        }

        // Three of a kind say no more than two.
        if (length < into.Length && !(length > 1 && into[length - 1] == c && into[length - 2] == c))
        {
            into[length++] = c;
        }
    }

    /// <summary>Letters of the mathematical and enclosed alphabets become letters; skin tones go; other pairs (emoji) stay.</summary>
    private static void AppendPair(char high, char low, Span<char> into, ref int length)
    {
        var code = char.ConvertToUtf32(high, low);
        if (LetterOf(code) is not Dropped and var letter)
        {
            Append(letter, into, ref length);
        }
        else if (!IsSkinTone(code) && length + 1 < into.Length)
        {
            into[length++] = high;
            into[length++] = low;
        }
    }

    private static bool IsSkinTone(int code) => code is >= 0x1F3FB and <= 0x1F3FF;

    private static char LetterOf(int code) => code switch
    {
        >= 0x1D400 and <= 0x1D6A3 => (char)('a' + ((code - 0x1D400) % 26)),
        >= 0x1F130 and <= 0x1F149 or >= 0x1F150 and <= 0x1F169 or >= 0x1F170 and <= 0x1F189 => (char)('a' + ((code - 0x1F130) % 32)),
        _ => Dropped,
    };

    /// <summary>A digit or sign between letters is a letter in disguise; a number is a number.</summary>
    private static char ReadAsLetter(char c, ReadOnlySpan<char> before, ReadOnlySpan<char> after)
    {
        if (c is not ((>= '0' and <= '9') or '@' or '$' or '!'))
        {
            return c;
        }

        var follows = before.Length > 0 && char.IsLetter(before[^1]);
        var inside = c == '!' ? follows && BeginsWithLetter(after) : follows || BeginsWithLetter(after);
        if (!inside)
        {
            return char.IsAsciiDigit(c) ? Number : c;
        }

        return c switch
        {
            '0' => 'o',
            '1' or '!' => 'i',
            '3' => 'e',
            '4' or '@' => 'a',
            '5' or '$' => 's',
            '7' => 't',
            _ => char.IsAsciiDigit(c) ? Number : c,
        };
    }

    /// <summary>Signs in disguise may stand between: as many as a disguised word begins with.</summary>
    private static bool BeginsWithLetter(ReadOnlySpan<char> text)
    {
        for (var disguised = 0; !text.IsEmpty && disguised < LongestDisguise; text = text[1..])
        {
            if (char.IsHighSurrogate(text[0]) && text.Length > 1 && char.IsLowSurrogate(text[1]))
            {
                var code = char.ConvertToUtf32(text[0], text[1]);
                if (!IsSkinTone(code))
                {
                    return LetterOf(code) != Dropped;
                }

                text = text[1..];
                continue;
            }

            if (Folded[text[0]] is '0' or '1' or '3' or '4' or '5' or '7' or '@' or '$')
            {
                disguised++;
            }
            else if (Folded[text[0]] != Dropped)
            {
                return char.IsLetter(Folded[text[0]]);
            }
        }

        return false;
    }

    /// <summary>Three or more single letters with one separator between them are one word: "i d i o t", "i.d.i.o.t".</summary>
    private static int JoinSpeltApart(Span<char> text)
    {
        var written = 0;
        for (var i = 0; i < text.Length;)
        {
            var letters = (i == 0 || !char.IsLetter(text[i - 1])) ? CountSpeltApart(text[i..]) : 0;
            if (letters >= 3)
            {
                for (var k = 0; k < letters; k++)
                {
                    Append(text[i + (2 * k)], text, ref written);
                }

                i += (2 * letters) - 1;
            }
            else
            {
                text[written++] = text[i++];
            }
        }

        return written;
    }

    private static int CountSpeltApart(ReadOnlySpan<char> text)
    {
        var letters = 0;
        for (var i = 0; i < text.Length && char.IsLetter(text[i]); i += 2)
        {
            if (i + 1 == text.Length)
            {
                return letters + 1;
            }

            if (text[i + 1] is not (' ' or '.' or '-' or '_' or '*' or '/'))
            {
                return char.IsLetter(text[i + 1]) ? letters : letters + 1;
            }

            letters++;
        }

        return letters;
    }

    private static char[] BuildTable()
    {
        var table = new char[char.MaxValue + 1];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = FoldOne((char)i);
        }

        BaseLetters.AddTo(table);
        for (var i = 0; i < LookAlikes.Length; i += 2)
        {
            table[LookAlikes[i]] = LookAlikes[i + 1];
            table[char.ToUpperInvariant(LookAlikes[i])] = LookAlikes[i + 1];
        }

        // A letter without its accent may be a look-alike itself.
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = table[i] == Dropped ? Dropped : table[table[i]];
        }

        table[Link] = Link;
        table[Mention] = Mention;
        return table;
    }

    private static char FoldOne(char c)
    {
        switch (char.GetUnicodeCategory(c))
        {
            case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator:
                return ' ';
            case UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Surrogate:
                return Dropped;
            case UnicodeCategory.PrivateUse:
                return ' ';
        }

        return char.ToLowerInvariant(c);
    }
}
