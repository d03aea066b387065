using System.Text.RegularExpressions;
using Gova.Moderation.Text;

namespace Gova.Moderation.Review;

/// <summary>Beginnings of words that mean much the same, compared as <see cref="TextFolder"/> writes them.</summary>
internal sealed class PhraseClass
{
    private readonly Regex _pattern;

    public PhraseClass(params string[] phrases) => _pattern = new Regex(
        string.Join('|', phrases.Select(Pattern).Distinct()), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public PhraseMatches Find(string folded)
    {
        var found = new List<Range>();
        foreach (var match in _pattern.EnumerateMatches(folded))
        {
            found.Add(match.Index..(match.Index + match.Length));
        }

        return new PhraseMatches(found);
    }

    public bool IsIn(ReadOnlySpan<char> folded) => _pattern.IsMatch(folded);

    /// <summary>At the beginning of a word, in scripts that set words apart.</summary>
    private static string Pattern(string phrase)
    {
        Span<char> folded = stackalloc char[phrase.Length];
        var text = folded[..TextFolder.Fold(phrase, folded)].ToString();
        return (text[0] < '\u2E80' ? @"\b" : "") + Regex.Escape(text);
    }
}

/// <summary>Where the phrases of a class stand in a text.</summary>
internal readonly record struct PhraseMatches(IReadOnlyList<Range> At)
{
    public bool Any => At.Count > 0;

    public PhraseMatches Or(PhraseMatches other) => new([.. At, .. other.At]);

    /// <summary>Whether a phrase of another class stands within so many characters of one of these.</summary>
    public bool IsNear(PhraseClass other, string folded, int characters)
    {
        foreach (var range in At)
        {
            var from = Math.Max(0, range.Start.Value - characters);
            var to = Math.Min(folded.Length, range.End.Value + characters);
            if (other.IsIn(folded.AsSpan(from, to - from)))
            {
                return true;
            }
        }

        return false;
    }
}
