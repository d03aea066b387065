using System.Security.Cryptography;

namespace Gova.Moderation.Review;

/// <summary>
/// Finds what was for the model alone in what it answered: a random word that stands in the instructions and has no business
/// anywhere else, or a long passage of them. An answer with either was written under somebody else's orders.
/// </summary>
internal sealed class LeakCheck
{
    /// <summary>So many words in a row are no coincidence and no short citation of a guideline.</summary>
    private const int Passage = 12;

    private readonly HashSet<int> _passages = [];

    private LeakCheck(string canary) => Canary = canary;

    public string Canary { get; }

    public static LeakCheck Create() => new(RandomNumberGenerator.GetHexString(16, lowercase: true));

    /// <summary>Learns the instructions that are not to be found in an answer.</summary>
    public void Guard(string instructions)
    {
        var words = Words(instructions);
        for (var i = 0; i + Passage <= words.Length; i++)
        {
            _passages.Add(Hash(words.AsSpan(i, Passage)));
        }
    }

    /// <summary>Whether the answer holds the secret word, in clear or encoded.</summary>
    public bool HasCanary(string answer) =>
        Holds(answer) || HiddenText.Of(answer).Any(Holds);

    /// <summary>Whether a text for people holds a passage of the instructions, in clear or encoded.</summary>
    public bool HasPassage(string? text) => text is not null && (HoldsPassage(text) || HiddenText.Of(text).Any(HoldsPassage));

    private bool Holds(string text) =>
        string.Concat(text.Where(char.IsAsciiLetterOrDigit)).Contains(Canary, StringComparison.OrdinalIgnoreCase);

    private bool HoldsPassage(string text)
    {
        var words = Words(text);
        for (var i = 0; i + Passage <= words.Length; i++)
        {
            if (_passages.Contains(Hash(words.AsSpan(i, Passage))))
            {
                return true;
            }
        }

        return false;
    }

    private static string[] Words(string text) => new string([.. text.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')])
        .Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static int Hash(ReadOnlySpan<string> words)
    {
        var hash = new HashCode();
        foreach (var word in words)
        {
            hash.Add(word, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }
}
