using System.Buffers;
using Gova.Moderation.Policy;

namespace Gova.Moderation.Rules;

/// <summary>The rule that a text matched, and by which keyword.</summary>
public readonly record struct KeywordMatch(KeywordRule Rule, string Keyword);

/// <summary>
/// Keyword rules compiled for one pass over a text: each word is looked up once, and only a hit compares the rest of the
/// phrase. Its cost does not grow with the number of keywords, and nothing is allocated. Immutable, so any thread may use it.
/// </summary>
public sealed class KeywordMatcher
{
    private static readonly SearchValues<string> Nothing = SearchValues.Create([], StringComparison.OrdinalIgnoreCase);

    private readonly Dictionary<string, Candidate>.AlternateLookup<ReadOnlySpan<char>> _byWord;
    private readonly SearchValues<string> _wordless;
    private readonly Dictionary<string, Candidate> _byWordless;
    private readonly double _highest;

    public KeywordMatcher(IReadOnlyList<KeywordRule> rules)
    {
        var byWord = new Dictionary<string, Candidate>(StringComparer.OrdinalIgnoreCase);
        _byWordless = new Dictionary<string, Candidate>(StringComparer.OrdinalIgnoreCase);
        foreach (var candidate in rules.SelectMany(rule => rule.Keywords.Select(keyword => Candidate.From(rule, keyword))))
        {
            if (candidate.WordLength == 0)
            {
                Keep(candidate);
            }
            else
            {
                var word = candidate.WordLength == candidate.Phrase.Length
                    ? candidate.Phrase
                    : candidate.Phrase.Substring(candidate.WordStart, candidate.WordLength);
                candidate.Next = byWord.GetValueOrDefault(word);
                byWord[word] = candidate;
            }
        }

        byWord.TrimExcess();
        _byWord = byWord.GetAlternateLookup<ReadOnlySpan<char>>();
        _wordless = _byWordless.Count == 0 ? Nothing : SearchValues.Create([.. _byWordless.Keys], StringComparison.OrdinalIgnoreCase);
        _highest = rules.Count == 0 ? 0 : rules.Max(rule => rule.Severity);
    }

    /// <summary>The most severe rule that the text matches; the first of several equally severe ones in the text.</summary>
    public KeywordMatch? Match(ReadOnlySpan<char> text)
    {
        Candidate? best = null;
        if (_byWord.Dictionary.Count > 0)
        {
            MatchWords(text, ref best);
        }

        if (_byWordless.Count > 0 && best?.Rule.Severity != _highest)
        {
            MatchWordless(text, ref best);
        }

        return best is null ? null : new KeywordMatch(best.Rule, best.Phrase);
    }

    private void MatchWords(ReadOnlySpan<char> text, ref Candidate? best)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!Words.IsWordChar(text[i]))
            {
                continue;
            }

            var start = i;
            while (i < text.Length && Words.IsWordChar(text[i]))
            {
                i++;
            }

            _byWord.TryGetValue(text[start..i], out var first);
            for (var candidate = first; candidate is not null; candidate = candidate.Next)
            {
                if (!(best?.Rule.Severity >= candidate.Rule.Severity) && candidate.Matches(text, start))
                {
                    best = candidate;
                }
            }

            if (best?.Rule.Severity == _highest)
            {
                return;
            }
        }
    }

    /// <summary>Keywords without a word in them, such as emoji or ideographs, match anywhere.</summary>
    private void MatchWordless(ReadOnlySpan<char> text, ref Candidate? best)
    {
        if (!text.ContainsAny(_wordless))
        {
            return;
        }

        foreach (var candidate in _byWordless.Values)
        {
            if (!(best?.Rule.Severity >= candidate.Rule.Severity) && text.Contains(candidate.Phrase, StringComparison.OrdinalIgnoreCase))
            {
                best = candidate;
            }
        }
    }

    private void Keep(Candidate candidate)
    {
        if (!_byWordless.TryGetValue(candidate.Phrase, out var known) || known.Rule.Severity < candidate.Rule.Severity)
        {
            _byWordless[candidate.Phrase] = candidate;
        }
    }

    /// <param name="wordStart">Where the first word of the phrase stands in it: what the text is searched for.</param>
    private sealed class Candidate(KeywordRule rule, string phrase, int wordStart, int wordLength)
    {
        public KeywordRule Rule { get; } = rule;

        public string Phrase { get; } = phrase;

        public int WordStart { get; } = wordStart;

        public int WordLength { get; } = wordLength;

        /// <summary>Another phrase with the same first word.</summary>
        public Candidate? Next { get; set; }

        public static Candidate From(KeywordRule rule, string keyword)
        {
            var phrase = keyword.AsSpan().Trim().ContainsAny('\t', '\n', '\r') || keyword.Contains("  ", StringComparison.Ordinal)
                ? string.Join(' ', keyword.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                : keyword.Trim();
            var start = 0;
            while (start < phrase.Length && !Words.IsWordChar(phrase[start]))
            {
                start++;
            }

            var end = start;
            while (end < phrase.Length && Words.IsWordChar(phrase[end]))
            {
                end++;
            }

            return new Candidate(rule, phrase, start, end - start);
        }

        /// <summary>Whether the phrase stands here, its first word at <paramref name="wordAt"/>; any white space matches a space.</summary>
        public bool Matches(ReadOnlySpan<char> text, int wordAt)
        {
            var before = Phrase.AsSpan(0, WordStart);
            if (!text[..wordAt].EndsWith(before, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            var at = wordAt + WordLength;
            for (var i = WordStart + WordLength; i < Phrase.Length; i++)
            {
                if (Phrase[i] == ' ')
                {
                    var spaces = text[at..].Length - text[at..].TrimStart().Length;
                    if (spaces == 0)
                    {
                        return false;
                    }

                    at += spaces;
                }
                else if (at < text.Length && char.ToUpperInvariant(text[at]) == char.ToUpperInvariant(Phrase[i]))
                {
                    at++;
                }
                else
                {
                    return false;
                }
            }

            return at == text.Length || !Words.IsWordChar(Phrase[^1]) || !Words.IsWordChar(text[at]);
        }
    }
}
