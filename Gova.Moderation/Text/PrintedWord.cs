using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gova.Moderation.Text;

/// <summary>A word of a <see cref="TextPrint"/>.</summary>
/// <param name="IsFiller">It says nothing.</param>
/// <param name="IsTelling">A name, or a negation: without it, or with another, the text says something else.</param>
internal readonly record struct PrintedWord(ulong Hash, bool IsFiller, bool IsTelling)
{
    private const int LongestWord = 256;

    private static readonly FrozenSet<string> Fillers = FrozenSet.Create(
        StringComparer.Ordinal,
        "a", "an", "the", "and", "so", "very", "really", "just", "well", "oh", "ah", "hey", "hi", "ok", "okay", "please", "pls", "lol", "haha", "uh", "um");

    private static readonly FrozenSet<string> Negations = FrozenSet.Create(
        StringComparer.Ordinal,
        "not", "no", "never", "none", "nobody", "nothing", "without", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "cant", "wont", "shouldnt",
        "nicht", "kein", "nie", "ne", "pas", "jamais", "nunca", "nao", "non", "mai", "niet", "inte");

    /// <summary>The words of a text.</summary>
    /// <param name="concrete">Is given what must be the same: links, mentions, and numbers that are no letters in disguise.</param>
    public static PrintedWord[] Of(string text, IncrementalHash concrete)
    {
        var words = new List<PrintedWord>();
        Span<char> space = stackalloc char[LongestWord];
        foreach (var range in text.AsSpan().SplitAny(' ', '\n', '\t', '\r'))
        {
            var raw = text.AsSpan(range);
            var folded = space[..TextFolder.Fold(raw, space)];
            if (folded.ContainsAny(TextFolder.Link, TextFolder.Mention, TextFolder.Number) || raw.Length > LongestWord)
            {
                concrete.AppendData(MemoryMarshal.AsBytes(raw));
                concrete.AppendData([0]);
            }

            if (Of(folded, IsCapitalised(raw)) is { } word)
            {
                words.Add(word);
            }
        }

        return [.. words];
    }

    private static PrintedWord? Of(Span<char> folded, bool isCapitalised)
    {
        var length = 0;
        var hash = 14695981039346656037UL;
        foreach (var c in folded)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                folded[length++] = c;
                hash = (hash ^ c) * 1099511628211;
            }
        }

        if (length == 0)
        {
            return null;
        }

        var word = folded[..length];
        // The last step spreads the bits: similar words must not have similar numbers.
        hash = (hash ^ (hash >> 32)) * 0x9E37_79B9_7F4A_7C15;
        return new PrintedWord(
            hash ^ (hash >> 29),
            Fillers.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word),
            isCapitalised || Negations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word));
    }

    /// <summary>As names are; a word in capitals only is shouted.</summary>
    private static bool IsCapitalised(ReadOnlySpan<char> raw)
    {
        var at = 0;
        while (at < raw.Length && !char.IsLetter(raw[at]))
        {
            at++;
        }

        return at < raw.Length && char.IsUpper(raw[at]) && raw[(at + 1)..].ContainsAnyInRange('a', 'z');
    }
}
