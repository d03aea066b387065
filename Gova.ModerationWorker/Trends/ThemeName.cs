using Gova.Moderation.Text;

namespace Gova.ModerationWorker.Trends;

/// <summary>Names a theme by the words that many of its texts have and few of the community's other flagged texts.</summary>
internal static class ThemeName
{
    private const int Words = 3;

    /// <summary>A word that tells less than this share of what the first one tells is left out.</summary>
    private const double LeastShare = 0.5;

    private const int MaxText = 1_000;
    private const int MaxWord = 24;

    /// <returns>Empty when no word stands out.</returns>
    public static string Of(IReadOnlyList<string> texts, IReadOnlyList<string> others)
    {
        var (own, foreign) = (Frequencies(texts), Frequencies(others));
        var least = texts.Count < 3 ? 1 : 2;
        var telling = own.Where(word => word.Value >= least)
            .Select(word => (Word: word.Key, Score: Score(word.Key, word.Value, texts.Count, foreign.GetValueOrDefault(word.Key), others.Count)))
            .OrderByDescending(word => word.Score).ThenBy(word => word.Word, StringComparer.Ordinal)
            .Take(Words).ToList();
        return string.Join(' ', telling.Where(word => word.Score >= telling[0].Score * LeastShare).Select(word => word.Word));
    }

    // How many of the theme's texts have it, times how rare it is in the others. Short words say little in any language.
    private static double Score(string word, int count, int texts, int foreign, int others) =>
        (double)count / texts * Math.Log((2.0 + others) / (1.0 + foreign)) * (word.Length switch { 3 => 0.35, 4 => 0.7, _ => 1 });

    /// <summary>In how many of the texts each word is.</summary>
    private static Dictionary<string, int> Frequencies(IEnumerable<string> texts)
    {
        var frequencies = new Dictionary<string, int>();
        Span<char> folded = stackalloc char[MaxText];
        foreach (var text in texts)
        {
            var length = TextFolder.Fold(text, folded);
            foreach (var word in Distinct(folded[..length]))
            {
                frequencies[word] = frequencies.GetValueOrDefault(word) + 1;
            }
        }

        return frequencies;
    }

    private static HashSet<string> Distinct(ReadOnlySpan<char> folded)
    {
        var words = new HashSet<string>();
        for (var start = 0; start < folded.Length; start++)
        {
            var end = start;
            while (end < folded.Length && char.IsLetter(folded[end]))
            {
                end++;
            }

            if (end - start is >= 3 and <= MaxWord)
            {
                words.Add(folded[start..end].ToString());
            }

            start = end;
        }

        return words;
    }
}
