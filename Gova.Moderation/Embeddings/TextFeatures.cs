using Gova.Moderation.Text;

namespace Gova.Moderation.Embeddings;

/// <summary>
/// Hashes a folded text's words, pairs of words and character runs into the places of a vector, each with a sign of its own, so
/// that features which share a place cancel out rather than add up. Short words say little in any language and weigh little.
/// </summary>
internal static class TextFeatures
{
    /// <summary>What is longer is judged by its beginning.</summary>
    private const int MaxText = 2_048;

    private const int ShortestRun = 3;
    private const int LongestRun = 4;
    private const float PairWeight = 0.4f;
    private const float RunsWeight = 0.8f;
    private const float SignWeight = 0.3f;
    private const uint WordSeed = 0x9E37_79B9;
    private const uint PairSeed = 0x85EB_CA6B;
    private const uint RunSeed = 2_166_136_261;

    public static void AddTo(Span<float> vector, ReadOnlySpan<char> text)
    {
        Span<char> folded = stackalloc char[MaxText + 2];
        folded[0] = ' ';
        var length = TextFolder.Fold(text, folded.Slice(1, MaxText)) + 1;
        folded[length++] = ' ';
        Run(vector, folded[..length]);
    }

    /// <param name="text">Folded, between two spaces.</param>
    private static void Run(Span<float> vector, ReadOnlySpan<char> text)
    {
        var (previous, previousWeight) = (WordSeed, 0f);
        for (var start = 1; start < text.Length; start++)
        {
            var end = start;
            var word = WordSeed;
            while (end < text.Length && IsPartOfWord(text[end]))
            {
                word = Step(word, text[end++]);
            }

            if (end == start)
            {
                if (text[start] != ' ')
                {
                    Add(vector, Step(WordSeed, text[start]), SignWeight);
                }

                continue;
            }

            var weight = WeightOf(end - start);
            Add(vector, word, weight);
            Add(vector, (previous * PairSeed) ^ word, PairWeight * MathF.Min(weight, previousWeight));
            AddRuns(vector, text[(start - 1)..(end + 1)], weight);
            (previous, previousWeight) = (word, weight);
            start = end - 1;
        }
    }

    /// <param name="word">With the character before and after it.</param>
    private static void AddRuns(Span<float> vector, ReadOnlySpan<char> word, float weight)
    {
        // Together a word's runs weigh the same whatever its length.
        var each = RunsWeight * weight / MathF.Sqrt(2 * word.Length);
        for (var i = 0; i < word.Length; i++)
        {
            var hash = RunSeed;
            for (var k = i; k < Math.Min(i + LongestRun, word.Length); k++)
            {
                hash = Step(hash, k == 0 || k == word.Length - 1 ? ' ' : word[k]);
                if (k - i + 1 >= ShortestRun)
                {
                    Add(vector, hash, each);
                }
            }
        }
    }

    private static void Add(Span<float> vector, uint hash, float weight)
    {
        hash ^= hash >> 15;
        hash *= 0x2C1B_3C6D;
        hash ^= hash >> 12;
        hash *= 0x297A_2D39;
        hash ^= hash >> 15;
        vector[(int)((hash >> 1) % (uint)vector.Length)] += (hash & 1) == 0 ? weight : -weight;
    }

    private static float WeightOf(int letters) => letters switch { <= 2 => 0.1f, 3 => 0.35f, 4 => 0.7f, _ => 1 };

    private static bool IsPartOfWord(char c) => char.IsLetterOrDigit(c) || c == '\'' || char.IsSurrogate(c);

    private static uint Step(uint hash, char c) => (hash ^ c) * 16_777_619;
}
