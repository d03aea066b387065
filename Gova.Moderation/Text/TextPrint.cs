using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gova.Moderation.Text;

/// <summary>
/// Tells whether two texts say the same, whatever their spelling: the same folded text with the same links, mentions and numbers.
/// Longer texts may differ a little; see <see cref="Differs"/>.
/// </summary>
public sealed class TextPrint
{
    /// <summary>Texts with fewer letters mean something only where they stand ("yes", "same here").</summary>
    public const int FewestLetters = 12;

    /// <summary>From so many letters on, texts may differ a little.</summary>
    public const int LongText = 40;

    /// <summary>Longer texts have no print.</summary>
    public const int LongestText = 4_096;

    /// <summary>Bits in which the <see cref="SimHash"/> of nearly the same texts may differ.</summary>
    public const int MaxDistance = 3;

    private const double MinOverlap = 0.9;

    private readonly PrintedWord[] _words;
    private readonly UInt128 _concrete;

    private TextPrint(UInt128 exact, UInt128 concrete, PrintedWord[] words)
    {
        (Exact, _concrete, _words) = (exact, concrete, words);
        SimHash = SimHashOf(words);
    }

    /// <summary>Equal for texts that say the same. Nobody can find two others with the same number.</summary>
    public UInt128 Exact { get; }

    /// <summary>Similar for similar texts; 0 for a text that is not long.</summary>
    public ulong SimHash { get; }

    /// <summary>Null for a text that means something only where it stands, and for one that is too long.</summary>
    public static TextPrint? Of(string text)
    {
        if (text.Length is < FewestLetters or > LongestText)
        {
            return null;
        }

        var folded = new char[text.Length];
        folded = folded[..TextFolder.Fold(text, folded)];
        var letters = folded.Count(char.IsLetter);
        if (letters < FewestLetters)
        {
            return null;
        }

        using var concrete = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var words = PrintedWord.Of(text, concrete);
        var parts = concrete.GetCurrentHash();
        concrete.AppendData(MemoryMarshal.AsBytes(folded.AsSpan().Trim(' ')));
        return new TextPrint(First(concrete.GetHashAndReset()), First(parts), letters < LongText ? [] : words);
    }

    /// <summary>How this text differs from one before it; <see cref="TextDifference.Other"/> unless both are long and nearly the same.</summary>
    public TextDifference Differs(TextPrint earlier)
    {
        if (Exact == earlier.Exact)
        {
            return TextDifference.None;
        }

        if (SimHash == 0 || earlier.SimHash == 0 || _concrete != earlier._concrete
            || BitOperations.PopCount(SimHash ^ earlier.SimHash) > MaxDistance)
        {
            return TextDifference.Other;
        }

        // What lies between the common beginning and the common end is what differs.
        ReadOnlySpan<PrintedWord> mine = _words, theirs = earlier._words;
        var begin = mine.CommonPrefixLength(theirs);
        mine = mine[begin..];
        theirs = theirs[begin..];
        var end = 0;
        while (end < mine.Length && end < theirs.Length && mine[^(end + 1)] == theirs[^(end + 1)])
        {
            end++;
        }

        mine = mine[..^end];
        theirs = theirs[..^end];
        var union = begin + end + mine.Length + theirs.Length;
        if (begin + end < MinOverlap * union || HasTelling(mine) || HasTelling(theirs))
        {
            return TextDifference.Other;
        }

        return IsFiller(mine) && IsFiller(theirs) ? TextDifference.Fillers : TextDifference.Words;
    }

    private static bool HasTelling(ReadOnlySpan<PrintedWord> words)
    {
        foreach (var word in words)
        {
            if (word.IsTelling)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFiller(ReadOnlySpan<PrintedWord> words)
    {
        foreach (var word in words)
        {
            if (!word.IsFiller)
            {
                return false;
            }
        }

        return true;
    }

    private static ulong SimHashOf(PrintedWord[] words)
    {
        Span<int> sums = stackalloc int[64];
        sums.Clear();
        foreach (var word in words)
        {
            for (var bit = 0; !word.IsFiller && bit < 64; bit++)
            {
                sums[bit] += (word.Hash >> bit & 1) == 1 ? 1 : -1;
            }
        }

        ulong hash = 0;
        for (var bit = 0; bit < 64; bit++)
        {
            hash |= sums[bit] > 0 ? 1UL << bit : 0;
        }

        return hash;
    }

    private static UInt128 First(byte[] hash) => MemoryMarshal.Read<UInt128>(hash);
}

/// <summary>How two texts differ.</summary>
public enum TextDifference
{
    /// <summary>They say the same, spelt in whatever way.</summary>
    None,

    /// <summary>In words that say nothing.</summary>
    Fillers,

    /// <summary>In a few words, none of them a name, a number, a link, a mention or a negation.</summary>
    Words,

    Other,
}
