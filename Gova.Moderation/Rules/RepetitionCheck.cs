namespace Gova.Moderation.Rules;

/// <summary>Counts how often a message says the same.</summary>
internal sealed class RepetitionCheck(RepetitionRule rule) : RuleCheck(rule, "rules.repetition")
{
    private const int MostLines = 128;
    private const int LongestPhrase = 4;

    protected override Breach? Find(in MessageFacts facts)
    {
        if (rule.Characters is { } characters && LongestRun(facts.Content) is var run && run > characters)
        {
            return new Breach("repetition.characters", run, characters, $"Has the same character {run} times in a row, more than {characters}.");
        }

        if (rule.Words is { } words && Phrases(facts.Content) is var said && said > words)
        {
            return new Breach("repetition.words", said, words, $"Says the same {said} times in a row, more than {words}.");
        }

        return rule.Lines is { } lines && SameLines(facts.Content) is var same && same > lines
            ? new Breach("repetition.lines", same, lines, $"Has the same line {same} times, more than {lines}.")
            : null;
    }

    private static int LongestRun(ReadOnlySpan<char> text)
    {
        var longest = Math.Min(text.Length, 1);
        for (int i = 1, run = 1; i < text.Length; i++)
        {
            run = text[i] == text[i - 1] && !char.IsWhiteSpace(text[i]) ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    /// <summary>How often the most repeated word, or phrase of up to four words, follows itself.</summary>
    private static int Phrases(ReadOnlySpan<char> text)
    {
        // Of each length of phrase, how many words in a row equal the word so many places before.
        Span<int> equal = stackalloc int[LongestPhrase + 1];
        Span<ulong> last = stackalloc ulong[LongestPhrase];
        equal.Clear();
        int count = 0, most = 0;
        foreach (var range in text.SplitAny(Words.Spaces))
        {
            if (text[range].IsEmpty)
            {
                continue;
            }

            var word = TextHash.OfWord(text[range]);
            for (var phrase = 1; phrase <= LongestPhrase; phrase++)
            {
                equal[phrase] = count >= phrase && last[(count - phrase) % LongestPhrase] == word ? equal[phrase] + 1 : 0;
                most = Math.Max(most, (equal[phrase] / phrase) + 1);
            }

            last[count++ % LongestPhrase] = word;
        }

        return most;
    }

    private static int SameLines(ReadOnlySpan<char> text)
    {
        Span<ulong> lines = stackalloc ulong[MostLines];
        int count = 0, most = 0;
        foreach (var range in text.Split('\n'))
        {
            var line = text[range].Trim();
            if (line.IsEmpty || count == MostLines)
            {
                continue;
            }

            lines[count++] = TextHash.OfWord(line);
            most = Math.Max(most, lines[..count].Count(lines[count - 1]));
        }

        return most;
    }
}
