namespace Gova.Simulators.Llm;

/// <summary>Judges a text by the lexicon. The same text always gets the same judgement under the same guidelines.</summary>
internal static class Judge
{
    private const int HourInSeconds = 3_600;

    /// <param name="guidelines">The community's own; some are known and enforced.</param>
    public static Judgement Of(string text, string guidelines = "")
    {
        if (guidelines.Contains("spoiler", StringComparison.OrdinalIgnoreCase) && Lexicon.IsSpoiler(text))
        {
            return new(Around(text, 0.62), 0.88, "No spoilers", "The message gives away how a story ends.", new("delete"));
        }

        if (guidelines.Contains("self-promotion", StringComparison.OrdinalIgnoreCase) && Lexicon.IsSelfPromotion(text))
        {
            return new(Around(text, 0.60), 0.86, "No self-promotion", "The message promotes something of the author's own.", new("delete"));
        }

        if (Lexicon.IsSpam(text))
        {
            return new(Around(text, 0.70), 0.93, "No spam or unsolicited advertising", "The message advertises an offer and pushes a link.", new("delete"));
        }

        if (Lexicon.IsToxic(text))
        {
            return new(Around(text, 0.85), 0.95, "No harassment", "The message insults another member.", new("timeout", HourInSeconds));
        }

        if (Lexicon.IsEvasive(text))
        {
            var action = Hash(text) % 2 == 0 ? new ProposedAction("delete") : new ProposedAction("timeout", HourInSeconds);
            return new(Around(text, 0.75), 0.82, "No harassment", "The message hides an insult behind altered letters.", action);
        }

        if (Lexicon.IsRude(text))
        {
            var reply = new ProposedAction("reply", Content: "Please keep it friendly here. Criticise the idea, not the person.");
            return new(Around(text, 0.45), 0.78, "Be respectful", "The tone is dismissive.", reply);
        }

        return new(Math.Abs(Around(text, 0.08)), 0.97, "", "Nothing in the message breaks a guideline.", null);
    }

    private static double Around(string text, double severity) => Math.Round(severity + (Hash(text) % 9 - 4.0) / 100, 2);

    private static int Hash(string text) => text.Aggregate(17, (sum, letter) => unchecked(sum * 31 + letter)) & int.MaxValue;
}
