using System.Globalization;

namespace Gova.Moderation.Rules;

/// <summary>Measures how much of a text is capital letters. Mentions, emoji and links do not count.</summary>
internal sealed class CapsCheck(CapsRule rule) : RuleCheck(rule, "rules.caps")
{
    protected override Breach? Find(in MessageFacts facts)
    {
        int upper = 0, letters = 0;
        foreach (var range in facts.Content.SplitAny(Words.Spaces))
        {
            var word = facts.Content[range];
            if (word.Length == 0 || word[0] == '<' || word.Contains("://", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var c in word)
            {
                var isUpper = char.IsUpper(c);
                upper += isUpper ? 1 : 0;
                letters += isUpper || char.IsLower(c) ? 1 : 0;
            }
        }

        if (letters < rule.MinLetters || upper <= rule.Share * letters)
        {
            return null;
        }

        var share = (double)upper / letters;
        return new Breach("caps", share, rule.Share, string.Create(CultureInfo.InvariantCulture, $"{share:P0} of the letters are capitals."));
    }
}
