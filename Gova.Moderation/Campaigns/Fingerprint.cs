using System.Buffers;
using System.Numerics;
using Gova.Moderation.Text;

namespace Gova.Moderation.Campaigns;

/// <summary>
/// What a text says, in 64 bits that hardly change with its spelling: only letters count, folded, without spaces, doubled letters
/// once, and what looks alike as one. Of links the host counts, of numbers that they are there, of mentions nothing.
/// </summary>
public static class Fingerprint
{
    /// <summary>Shorter texts are greetings and reactions: many people say the same without meaning to.</summary>
    public const int MinLetters = 20;

    /// <summary>Laughter and the like is long and says nothing.</summary>
    private const int MinDifferentLetters = 7;

    private const int MaxText = 512;

    private static readonly SearchValues<char> HostEnds = SearchValues.Create("/ \n\t?#");

    /// <returns>False when the text is too short to tell a campaign from chatter.</returns>
    public static bool TryTake(ReadOnlySpan<char> text, out ulong fingerprint)
    {
        fingerprint = 0;
        if (text.Length < MinLetters)
        {
            return false;
        }

        Span<char> folded = stackalloc char[MaxText];
        folded = folded[..TextFolder.Fold(text, folded)];
        Span<char> letters = stackalloc char[MaxText];
        var length = 0;
        foreach (var c in folded)
        {
            if (c == TextFolder.Link)
            {
                text = AddHost(text, letters, ref length);
            }
            else if (char.IsLetterOrDigit(c))
            {
                Add(c, letters, ref length);
            }
        }

        if (length < MinLetters || CountDifferent(letters[..length]) < MinDifferentLetters)
        {
            return false;
        }

        fingerprint = SimHash.Of(letters[..length]);
        return true;
    }

    /// <summary>Adds the host of the text's first link; returns what follows it.</summary>
    private static ReadOnlySpan<char> AddHost(ReadOnlySpan<char> text, scoped Span<char> letters, scoped ref int length)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return text;
        }

        text = text[(scheme + 3)..];
        var end = text.IndexOfAny(HostEnds);
        foreach (var c in end < 0 ? text : text[..end])
        {
            if (char.IsLetter(c))
            {
                Add(char.ToLowerInvariant(c), letters, ref length);
            }
        }

        return text;
    }

    private static int CountDifferent(ReadOnlySpan<char> letters)
    {
        ulong seen = 0;
        foreach (var c in letters)
        {
            seen |= 1UL << (c & 63);
        }

        return BitOperations.PopCount(seen);
    }

    private static void Add(char c, scoped Span<char> letters, scoped ref int length)
    {
        // A disguised l reads as an i.
        c = c == 'l' ? 'i' : c;
        if (length < letters.Length && (length == 0 || letters[length - 1] != c))
        {
            letters[length++] = c;
        }
    }
}
