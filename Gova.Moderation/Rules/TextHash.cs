using Gova.Moderation.Text;

namespace Gova.Moderation.Rules;

/// <summary>A number for a text (FNV-1a): equal texts have equal numbers, others hardly ever.</summary>
internal static class TextHash
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private const int LongestText = 4_096;

    /// <summary>Without regard to case.</summary>
    public static ulong OfWord(ReadOnlySpan<char> word)
    {
        var hash = Offset;
        foreach (var c in word)
        {
            hash = (hash ^ char.ToLowerInvariant(c)) * Prime;
        }

        return hash;
    }

    /// <summary>Of the folded text, so that small disguises make no difference; 0 for a text of which nothing is left.</summary>
    public static ulong OfMessage(ReadOnlySpan<char> text)
    {
        Span<char> folded = stackalloc char[Math.Min(text.Length, LongestText)];
        folded = folded[..TextFolder.Fold(text, folded)].Trim(' ');
        return folded.IsEmpty ? 0 : OfWord(folded);
    }
}
