namespace Gova.Moderation.Triage;

/// <summary>Which messages the local model leaves to the large one in review mode <c>suspicious</c>: live and in a backtest the same.</summary>
public static class Suspicion
{
    /// <summary>What is not clean, and a sample of what is, the same one after a redelivery.</summary>
    /// <param name="flagged">Probability that the text is not clean, 0 to 1.</param>
    /// <param name="sampleShare">Of the clean messages, 0 to 1.</param>
    public static bool IsForModel(ReadOnlySpan<char> text, float flagged, long messageId, double sampleShare) =>
        IsDoubtful(text, flagged) || IsSampled(messageId, sampleShare);

    /// <summary>Whether the local tiers do not take the text to be clean.</summary>
    public static bool IsDoubtful(ReadOnlySpan<char> text, float flagged) => flagged >= TriageModel.Default.CleanBelow || Derogation.IsIn(text);

    /// <summary>By the milliseconds of the id's time and its counter, which nobody chooses.</summary>
    private static bool IsSampled(long messageId, double share) => (ulong)messageId * 0x9E37_79B9_7F4A_7C15 < share * ulong.MaxValue;
}
