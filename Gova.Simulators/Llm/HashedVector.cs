namespace Gova.Simulators.Llm;

/// <summary>A text as a vector: every word and letter triple adds to a place that its hash chooses.</summary>
internal static class HashedVector
{
    private const float WordWeight = 1f;
    private const float TripleWeight = 0.35f;

    public static float[] Of(string text, int dimensions)
    {
        var vector = new float[dimensions];
        foreach (var word in text.ToLowerInvariant().Split([' ', '\n', '\t', '.', ',', '!', '?'], StringSplitOptions.RemoveEmptyEntries))
        {
            Add(vector, word, WordWeight);
            for (var start = 0; start + 3 <= word.Length; start++)
            {
                Add(vector, word.AsSpan(start, 3), TripleWeight);
            }
        }

        var length = MathF.Sqrt(vector.Sum(value => value * value));
        if (length == 0)
        {
            vector[0] = length = 1;
        }

        return [.. vector.Select(value => value / length)];
    }

    private static void Add(float[] vector, ReadOnlySpan<char> feature, float weight)
    {
        var hash = 2_166_136_261u;
        foreach (var letter in feature)
        {
            hash = (hash ^ letter) * 16_777_619u;
        }

        vector[hash % (uint)vector.Length] += (hash & 0x8000_0000) == 0 ? weight : -weight;
    }
}
