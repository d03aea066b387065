using System.Buffers;
using Gova.Moderation.Text;

namespace Gova.Moderation.Triage;

/// <summary>
/// A short list of words and turns that belittle whomever they are said to. The linear model weighs them against the words around
/// them, and may be outweighed; here one is enough to doubt a text, and never to flag it: "I felt like an idiot" is harmless.
/// </summary>
public static class Derogation
{
    /// <summary>Each also with an "a" before it: letters spelt apart take the article in, "a l o s e r".</summary>
    private static readonly SearchValues<string> Terms = SearchValues.Create(
    [
        .. new[]
        {
            "idiot", "idiots", "moron", "morons", "imbecile", "imbeciles", "cretin", "cretins", "dunce", "halfwit", "dimwit", "nitwit",
            "dumbass", "jackass", "dipshit", "braindead", "loser", "losers", "lowlife", "scum", "scumbag", "scumbags", "vermin",
            "subhuman", "pathetic", "worthless", "asshole", "assholes", "bastard", "bastards", "dickhead", "prick", "twat", "wanker",
            "shut up", "screw you", "fuck you", "fuck off", "piss off", "drop dead", "go to hell", "you suck", "you disgust",
            "so are you", "just like you", "nobody likes you", "no one likes you", "nobody wants you", "no one wants you",
            "nobody asked you", "everyone hates you", "everybody hates you", "i hate you", "we hate you", "ashamed of you",
            "waste of space", "waste of oxygen", "back to your country", "back where you came from",
            "kys", "kill yourself", "hang yourself", "end yourself",
        }.SelectMany(term => new[] { $" {term} ", $" a{term} " }),
    ],
    StringComparison.Ordinal);

    /// <summary>However it is spelt; what is too long is judged by its beginning, as the model does.</summary>
    public static bool IsIn(ReadOnlySpan<char> text)
    {
        Span<char> words = stackalloc char[TriageFeatures.MaxText + 2];
        words[0] = ' ';
        var end = 1 + TextFolder.Fold(text, words.Slice(1, TriageFeatures.MaxText));
        var length = 1;
        foreach (var c in words[1..end])
        {
            if (char.IsLetterOrDigit(c) || c == '\'')
            {
                words[length++] = c;
            }
            else if (words[length - 1] != ' ')
            {
                words[length++] = ' ';
            }
        }

        words[length++] = ' ';
        return words[..length].ContainsAny(Terms);
    }
}
