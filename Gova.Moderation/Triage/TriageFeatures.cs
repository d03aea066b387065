using Gova.Moderation.Text;

namespace Gova.Moderation.Triage;

/// <summary>
/// The features of a text: hashes of its words, of pairs of words, and of the runs of four and five characters within words,
/// so that a misspelt word still shares many of its features with the right one. Hashing needs no dictionary.
/// Runs of three tell nothing more, and cost a third of the reads.
/// </summary>
internal ref struct TriageFeatures
{
    /// <summary>What is longer is judged by its beginning.</summary>
    public const int MaxText = 2_048;

    /// <summary>Hashes fall into so many buckets; a power of two.</summary>
    public const int Buckets = 1 << BucketBits;

    /// <summary>No character adds more features than this, its share of its word's among them.</summary>
    public const int MostOfCharacter = 2;

    /// <summary>No text has more features.</summary>
    public const int MaxFeatures = MaxText * MostOfCharacter;

    private const int BucketBits = 17;
    private const int LongestRun = 5;
    private const int ShortestRun = 4;
    private const uint Seed = 2_166_136_261;
    private const uint WordSeed = 0x9E37_79B9;
    private const uint PairSeed = 0x85EB_CA6B;

    private readonly Span<int> _buckets;
    private int _count;

    private TriageFeatures(Span<int> buckets) => _buckets = buckets;

    /// <summary>Writes the features' buckets; returns how many there are. A feature that occurs twice is written twice.</summary>
    public static int Extract(ReadOnlySpan<char> text, Span<int> buckets)
    {
        Span<char> folded = stackalloc char[MaxText + 2];
        folded[0] = ' ';
        var length = TextFolder.Fold(text, folded.Slice(1, MaxText)) + 1;
        folded[length++] = ' ';
        var features = new TriageFeatures(buckets);
        features.Run(folded[..length]);
        return features._count;
    }

    /// <param name="text">Folded, between two spaces.</param>
    private void Run(scoped ReadOnlySpan<char> text)
    {
        uint previousWord = WordSeed;
        for (var start = 1; start < text.Length; start++)
        {
            var end = start;
            uint word = WordSeed;
            while (end < text.Length && IsPartOfWord(text[end]))
            {
                word = Step(word, text[end++]);
            }

            if (end == start)
            {
                if (text[start] != ' ')
                {
                    Add(Step(WordSeed, text[start]));
                }

                continue;
            }

            Add(word);
            Add(Mix(previousWord * PairSeed, word));
            previousWord = word;
            AddRuns(text, start - 1, end + 1);
            start = end - 1;
        }
    }

    /// <summary>Character runs of a word, with the character before and after it as its borders.</summary>
    private void AddRuns(scoped ReadOnlySpan<char> text, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var hash = Seed;
            var last = Math.Min(i + LongestRun, to);
            for (var k = i; k < last; k++)
            {
                hash = Step(hash, k == from || k == to - 1 ? ' ' : text[k]);
                if (k - i + 1 >= ShortestRun)
                {
                    Add(hash);
                }
            }
        }
    }

    private void Add(uint hash)
    {
        if (_count < _buckets.Length)
        {
            hash ^= hash >> 15;
            hash *= 0x2C1B_3C6D;
            hash ^= hash >> 12;
            _buckets[_count++] = (int)(hash >> (32 - BucketBits));
        }
    }

    private static bool IsPartOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '\'' || (c > '\u007F' && (char.IsLetterOrDigit(c) || char.IsSurrogate(c)));

    private static uint Step(uint hash, char c) => (hash ^ c) * 16_777_619;

    private static uint Mix(uint a, uint b) => (a ^ b) * 0xC2B2_AE35;
}
