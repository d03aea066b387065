namespace Gova.Moderation.Triage;

/// <summary>Which messages the local model leaves to the large one in review mode <c>suspicious</c>: live and in a backtest the same.</summary>
public static class Suspicion
{
    /// <summary>What is not clean, and a sample of what is, the same one after a redelivery.</summary>
    /// <param name="flagged">Probability that it is not clean, 0 to 1.</param>
    /// <param name="sampleShare">Of the clean messages, 0 to 1.</param>
    public static bool IsForModel(float flagged, long messageId, double sampleShare) =>
        flagged >= TriageModel.Default.CleanBelow || IsSampled(messageId, sampleShare);

    /// <summary>By the milliseconds of the id's time and its counter, which nobody chooses.</summary>
    private static bool IsSampled(long messageId, double share) => (ulong)messageId * 0x9E37_79B9_7F4A_7C15 < share * ulong.MaxValue;
}
