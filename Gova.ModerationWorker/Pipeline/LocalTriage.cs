using Gova.Data;
using Gova.Moderation.Policy;
using Gova.Moderation.Triage;
using Gova.ModerationWorker.Moderators;

namespace Gova.ModerationWorker.Pipeline;

/// <summary>
/// What the local model makes of a message that no rule decides: for the communities that want it, and for all where the large
/// model cannot be asked. It proposes nothing: what follows, the configuration's thresholds say.
/// </summary>
internal static class LocalTriage
{
    /// <summary>Less says nothing.</summary>
    private const float SmallestLabel = 0.05f;

    private const string Metric = "triage.flagged";

    private static readonly string[] Names = [.. Enum.GetValues<TriageLabel>().Select(StatusNames.Of)];

    /// <param name="because">Why the large model was not asked, as a sentence; null when that is the configuration's wish.</param>
    public static (Verdict Verdict, Explanation Explanation) Judge(string text, ActiveModerator moderator, string? because = null)
    {
        var scores = new TriageScores();
        TriageModel.Default.Predict(text, ref scores);
        return Judge(scores, moderator, because);
    }

    public static (Verdict Verdict, Explanation Explanation) Judge(in TriageScores scores, ActiveModerator moderator, string? because = null)
    {
        var model = TriageModel.Default;
        var flagged = scores[TriageLabel.Flagged];
        if (flagged < model.FlaggedFrom)
        {
            // Most messages by far: their rows carry what cannot be read from the verdict, and no more.
            var clean = FormattableString.Invariant($"No rule matches, and the local model sees no harm ({flagged:0.00}).");
            return (
                new Verdict(0, 1 - flagged, because is null ? clean : $"{because} {clean}"),
                new Explanation(Metric: Metric, Value: Round(flagged), Threshold: Round(model.FlaggedFrom), ConfigVersion: moderator.Version, Note: because));
        }

        var finding = FormattableString.Invariant($"The local model takes it to be harmful ({flagged:0.00}).");
        return (
            new Verdict(flagged, flagged, because is null ? finding : $"{because} {finding}"),
            new Explanation(
                Metric: Metric,
                Value: Round(flagged),
                Threshold: Round(model.FlaggedFrom),
                Labels: LabelsOf(scores),
                Confidence: Round(flagged),
                ConfigVersion: moderator.Version,
                Note: because));
    }

    private static Dictionary<string, double>? LabelsOf(in TriageScores scores)
    {
        Dictionary<string, double>? labels = null;
        for (var label = 0; label < TriageModel.Labels; label++)
        {
            if (scores[label] >= SmallestLabel)
            {
                (labels ??= [])[Names[label]] = Round(scores[label]);
            }
        }

        return labels;
    }

    private static double Round(float share) => Math.Round(share, 3);
}
