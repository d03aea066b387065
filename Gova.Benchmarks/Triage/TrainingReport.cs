using System.Globalization;
using System.Text;
using Gova.Benchmarks.Evaluation;
using Gova.Moderation.Triage;

namespace Gova.Benchmarks.Triage;

/// <summary>What the weights can and cannot do, measured on texts that neither training nor calibration has seen.</summary>
internal sealed class TrainingReport(TriageModel model, IReadOnlyList<LabelledText> data, IReadOnlyList<CrossSet> others)
{
    private readonly IReadOnlyList<(LabelledText Text, TriageScores Scores)> _test = [.. data
        .Where(text => text.Split == Split.Test)
        .Select(text =>
        {
            var scores = new TriageScores();
            model.Predict(text.Text, ref scores);
            return (text, scores);
        })];

    public string Render()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Triage model: training report

            Weights `{model.Version}`, made by `dotnet run -c Release --project Gova.Benchmarks -- train --data <folder>`. Every figure is of
            the tenth of each set that neither training nor calibration has seen.

            Operating point: flagged from {model.FlaggedFrom:0.000}, clean below {model.CleanBelow:0.000}, uncertain between.

            | Set | Label | Texts | Positive | ROC-AUC | PR-AUC | Precision | Recall | False positives | Calibration error |
            |---|---|---|---|---|---|---|---|---|---|

            """);
        foreach (var source in _test.GroupBy(item => item.Text.Source))
        {
            foreach (var label in Enum.GetValues<TriageLabel>())
            {
                var known = source.Where(item => item.Text[label] is not null)
                    .Select(item => new Scored(item.Scores[label], item.Text[label] == true)).ToList();
                if (known.Any(item => item.IsPositive) && known.Any(item => !item.IsPositive))
                {
                    var at = Metrics.At(known, label == TriageLabel.Flagged ? model.FlaggedFrom : 0.5);
                    text.AppendLine(CultureInfo.InvariantCulture,
                        $"| {source.Key} | {label} | {known.Count} | {known.Count(item => item.IsPositive)} | {Metrics.RocAuc(known):0.000} | {Metrics.PrAuc(known):0.000} | {at.Precision:0.000} | {at.Recall:0.000} | {at.FalsePositiveRate:0.000} | {Metrics.CalibrationError(known):0.000} |");
                }
            }
        }

        var madlibs = _test.Where(item => item.Text.Source == "madlibs")
            .Select(item => (item.Text.Text, new Scored(item.Scores[TriageLabel.Flagged], item.Text[TriageLabel.Flagged] == true))).ToList();
        var bias = IdentityBias.Measure(madlibs);
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture,
            $"Identity terms (madlibs): AUC from {bias.Lowest.Auc:0.000} ({bias.Lowest.Term}) to {bias.Highest.Auc:0.000} ({bias.Highest.Term}), a gap of {bias.Gap:0.000}.");
        text.Append("""

            Trained without a set, and measured on the whole of it:

            | Set | ROC-AUC | Recall | False positives |
            |---|---|---|---|

            """);
        foreach (var other in others)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {other.Source} | {other.RocAuc:0.000} | {other.Recall:0.000} | {other.FalsePositiveRate:0.000} |");
        }

        AppendDoubts(text);
        text.Append("""

            What it cannot do: tell a hateful sentence from a harmless one by a changed emoji (hatemoji was written to make that
            impossible for models like this one), understand irony, quotation or a threat in friendly words, judge languages other than
            English by more than a few borrowed words, or know a community's own rules. Labels with few examples (violence, self-harm,
            harassment) hint at why a text is flagged and decide nothing by themselves. What it flags, another tier or a person confirms.

            """);
        return text.ToString();
    }

    /// <summary>What review mode <c>suspicious</c> sends to the large model, and what it does not.</summary>
    private void AppendDoubts(StringBuilder text)
    {
        text.Append("""

            Review mode `suspicious` sends what is not below the clean point or belittles in plain words (`Derogation`). Our own texts are
            of other topics than the demo community's, and many are written to look like the other kind:

            | Set | Harmful taken to be clean | Harmless doubted |
            |---|---|---|

            """);
        foreach (var source in _test.GroupBy(item => item.Text.Source))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {source.Key} | {Share(source, true, false):0.000} | {Share(source, false, true):0.000} |");
        }
    }

    private double Share(IEnumerable<(LabelledText Text, TriageScores Scores)> items, bool isHarmful, bool isDoubted) => items
        .Where(item => item.Text[TriageLabel.Flagged] == isHarmful)
        .Average(item => isDoubted == (item.Scores[TriageLabel.Flagged] >= model.CleanBelow || Derogation.IsIn(item.Text.Text)) ? 1.0 : 0);
}
