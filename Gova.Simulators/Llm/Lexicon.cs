using System.Text;
using System.Text.RegularExpressions;

namespace Gova.Simulators.Llm;

/// <summary>The few words and patterns the stand-in model judges by.</summary>
internal static partial class Lexicon
{
    private static readonly string[] Insults = ["idiot", "moron", "loser", "worthless", "pathetic", "trash", "garbage", "clown"];
    private static readonly string[] Attacks = ["shut up", "nobody likes you", "nobody wants you", "get lost", "go away and never"];
    private static readonly string[] Rudeness = ["dumb", "stupid", "ridiculous", "whining", "waste of time", "did you even", "are you even", "stop talking", "who asked"];

    public static bool IsSpam(string text) =>
        SpamWords().IsMatch(text) && (Link().IsMatch(text) || text.Contains("dm me", StringComparison.OrdinalIgnoreCase));

    public static bool IsToxic(string text) => ContainsWord(text, Insults) || ContainsAny(text, Attacks);

    public static bool IsRude(string text) => ContainsAny(text, Rudeness);

    public static bool IsSpoiler(string text) => Endings().IsMatch(text);

    public static bool IsSelfPromotion(string text) => OwnThing().IsMatch(text) && Invitation().IsMatch(text);

    /// <summary>An insult that shows only once look-alike characters and gaps between letters are undone.</summary>
    public static bool IsEvasive(string text)
    {
        var plain = Plain(text);
        return ContainsWord(plain, Insults) || ContainsAny(plain, Attacks)
            || Insults.Concat(Attacks.Select(WithoutSpaces)).Any(word => SpacedRuns(plain).Any(run => run.Contains(word, StringComparison.Ordinal)));
    }

    private static bool ContainsWord(string text, string[] words) =>
        words.Any(word => Regex.IsMatch(text, $@"\b{word}s?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    private static bool ContainsAny(string text, string[] phrases) =>
        phrases.Any(phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase));

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.ToLowerInvariant())
        {
            plain.Append(letter switch
            {
                '0' => 'o',
                '1' or '|' => 'i',
                '3' => 'e',
                '4' or '@' => 'a',
                '5' or '$' => 's',
                '7' => 't',
                '\u200b' or '*' => null,
                _ => (char?)letter,
            });
        }

        return plain.ToString();
    }

    /// <summary>Single letters set apart by spaces, dots or dashes, joined again.</summary>
    private static IEnumerable<string> SpacedRuns(string text) => SpacedLetters().Matches(text).Select(match => Gap().Replace(match.Value, ""));

    private static string WithoutSpaces(string phrase) => phrase.Replace(" ", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(free|giveaway|claim|crypto|prize|discount|earn|followers|airdrop)\b", RegexOptions.IgnoreCase)]
    private static partial Regex SpamWords();

    [GeneratedRegex(
        @"\b(dies (in|at) the end|dies in the (last|final)|(is|was) the (killer|murderer|traitor)|in the (last|final) (episode|chapter|season)|the ending (is|was)|turns out to be|spoilers?:)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Endings();

    [GeneratedRegex(@"\bmy (own |new )?(shop|store|channel|stream|podcast|course|etsy|patreon|page|album|newsletter)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OwnThing();

    [GeneratedRegex(@"\b(check out|subscribe|follow|visit|buy|support|sign up|link in|drop by|listen to|watch)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Invitation();

    [GeneratedRegex(@"https?://|\bwww\.", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex(@"\b(?:[a-z][ ._-]+){3,}[a-z]\b")]
    private static partial Regex SpacedLetters();

    [GeneratedRegex(@"[^a-z]")]
    private static partial Regex Gap();
}
