using Gova.Moderation.Triage;

namespace Gova.Benchmarks.Triage;

/// <summary>Platt's calibration (1999): a logistic curve from a label's score to how often it truly applies.</summary>
internal sealed class Calibration(TriageModel raw, IEnumerable<LabelledText> texts)
{
    private const int Steps = 2_000;
    private const double Rate = 0.05;

    private readonly IReadOnlyList<LabelledText> _texts = [.. texts];

    public LabelHead[] Calibrate(LabelHead[] heads) =>
        [.. heads.Select((head, label) =>
        {
            var (slope, offset) = Fit((TriageLabel)label);
            return head with { Slope = slope, Offset = offset };
        })];

    /// <summary>By gradient descent; each data set has the same say, and Platt's smoothed targets keep few positives from overfitting.</summary>
    private (float Slope, float Offset) Fit(TriageLabel label)
    {
        var known = _texts.Where(text => text[label] is not null).ToList();
        var shares = known.GroupBy(text => text.Source).ToDictionary(group => group.Key, group => 1.0 / group.Count());
        double positives = known.Count(text => text[label] == true), negatives = known.Count - positives;
        var points = known.Select(text => (
            Logit: Logit(text.Text, label),
            Target: text[label] == true ? (positives + 1) / (positives + 2) : 1 / (negatives + 2),
            Weight: shares[text.Source] / shares.Count)).ToList();
        double slope = 1, offset = 0;
        for (var step = 0; step < Steps && points.Count > 0; step++)
        {
            double bySlope = 0, byOffset = 0;
            foreach (var (logit, target, weight) in points)
            {
                var error = ((1 / (1 + Math.Exp(-((slope * logit) + offset)))) - target) * weight;
                bySlope += error * logit;
                byOffset += error;
            }

            slope -= Rate * bySlope;
            offset -= Rate * byOffset;
        }

        return ((float)slope, (float)offset);
    }

    private double Logit(string text, TriageLabel label)
    {
        var scores = new TriageScores();
        raw.Predict(text, ref scores);
        var p = Math.Clamp(scores[label], 1e-6, 1 - 1e-6);
        return Math.Log(p / (1 - p));
    }
}
