namespace Gova.Moderation.Review;

/// <summary>Which messages may stand beside each other in one request.</summary>
internal static class ReviewTogether
{
    /// <summary>
    /// For each message whether it may: one that speaks of reviews in any way goes alone, and so do the parts of an attempt that is
    /// spread over messages, of one author or of several.
    /// </summary>
    public static bool[] Split(IReadOnlyList<ReviewMessage> messages)
    {
        var together = messages.Select(message => message.Signals == InjectionSignals.None).ToArray();
        foreach (var author in messages.Select((message, at) => (message.Author, At: at)).GroupBy(item => item.Author).Where(group => group.Count() > 1))
        {
            Check([.. author.Select(item => item.At)]);
        }

        for (var i = 0; i + 1 < messages.Count; i++)
        {
            Check([i, i + 1]);
        }

        return together;

        void Check(int[] parts)
        {
            var texts = parts.Select(part => messages[part].Text).ToList();
            if (InjectionDetector.Find(string.Join(' ', texts)).IsAttempt() || InjectionDetector.Find(string.Concat(texts)).IsAttempt())
            {
                foreach (var part in parts)
                {
                    together[part] = false;
                }
            }
        }
    }
}
