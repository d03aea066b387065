using Gova.Moderation.Triage;

namespace Gova.Benchmarks.Triage;

/// <summary>Where the model's probability of <see cref="TriageLabel.Flagged"/> means something.</summary>
internal static class OperatingPoints
{
    private const double AcceptedFalsePositives = 0.03;
    private const double AcceptedDoubts = 0.04;
    private const int Folds = 5;

    /// <summary>At most 3 of 100 harmless sentences about people of any identity score above.</summary>
    public static float FlaggedFrom(TriageModel model, IEnumerable<LabelledText> texts) => Math.Max(
        0.5f, Quantile(texts.Where(text => text.Source == "madlibs" && text[TriageLabel.Flagged] == false).Select(text => model.Flagged(text.Text)), AcceptedFalsePositives));

    /// <summary>
    /// At most 4 of 100 harmless texts of our own writing score above, each scored by a model that has not seen it. Of all
    /// the sets only these are like a community's talk; the others were collected for what is wrong with them.
    /// </summary>
    public static float CleanBelow(IReadOnlyList<LabelledText> data, int epochs)
    {
        var own = data.Where(text => text.Source == "own" && text.Split != Split.Test).ToList();
        return Quantile(Enumerable.Range(0, Folds).SelectMany(fold =>
        {
            var unseen = own.Where((_, i) => i % Folds == fold).ToHashSet();
            var model = TriageModel.Load(new TriageTrainer([.. data.Where(text => !unseen.Contains(text))], epochs, _ => { }).Train());
            return unseen.Where(text => text[TriageLabel.Flagged] == false).Select(text => model.Flagged(text.Text));
        }), AcceptedDoubts);
    }

    private static float Quantile(IEnumerable<float> scores, double above)
    {
        float[] ordered = [.. scores.Order()];
        return ordered.Length == 0 ? 0 : ordered[Math.Min((int)(ordered.Length * (1 - above)), ordered.Length - 1)];
    }
}
