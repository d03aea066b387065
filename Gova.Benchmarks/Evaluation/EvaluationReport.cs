using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gova.Benchmarks.Evaluation;

/// <summary>Figures of one label, or of all together.</summary>
/// <param name="Label">As the set spells it; <c>overall</c> for every positive text.</param>
internal sealed record LabelFigures(
    string Label, int Texts, int Positives, double Precision, double Recall, double F1, double RocAuc, double PrAuc, double FalsePositiveRate, double CalibrationError)
{
    public static LabelFigures Of(string label, IReadOnlyList<Scored> items, double threshold)
    {
        var at = Metrics.At(items, threshold);
        return new LabelFigures(
            label, items.Count, items.Count(item => item.IsPositive), at.Precision, at.Recall, at.F1, Metrics.RocAuc(items), Metrics.PrAuc(items),
            at.FalsePositiveRate, Metrics.CalibrationError(items));
    }
}

/// <summary>What a tier made of a labelled set.</summary>
/// <param name="Threshold">From this score on a text counts as flagged.</param>
/// <param name="CallsPerThousand">Model calls for 1,000 messages.</param>
/// <param name="CostPerThousand">Their cost in US dollars; null where the tier does not know it.</param>
/// <param name="NoVerdicts">Texts on which the model gave no verdict; they count as harmless.</param>
/// <param name="MicrosecondsPerText">Of the tier itself, one text after the other.</param>
internal sealed record EvaluationReport(
    string Set, string Tier, double Threshold, IReadOnlyList<LabelFigures> Figures, IdentityBias Bias, double CallsPerThousand, double? CostPerThousand,
    int NoVerdicts, double MicrosecondsPerText)
{
    private static readonly JsonSerializerOptions Shape = new(JsonSerializerOptions.Default)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IncludeFields = true,
    };

    public string Json() => JsonSerializer.Serialize(this, Shape);

    public string Table()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Set}, tier {Tier}, flagged from {Threshold:0.000}").AppendLine();
        text.AppendLine("| Label | Texts | Positive | Precision | Recall | F1 | ROC-AUC | PR-AUC | False positives | Calibration error |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var f in Figures)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {f.Label} | {f.Texts} | {f.Positives} | {f.Precision:0.000} | {f.Recall:0.000} | {f.F1:0.000} | {f.RocAuc:0.000} | {f.PrAuc:0.000} | {f.FalsePositiveRate:0.000} | {f.CalibrationError:0.000} |");
        }

        text.AppendLine().AppendLine(double.IsNaN(Bias.Gap)
            ? "Identity bias: no identity term occurs often enough to say."
            : string.Create(CultureInfo.InvariantCulture, $"Identity bias: AUC from {Bias.Lowest.Auc:0.000} ({Bias.Lowest.Term}) to {Bias.Highest.Auc:0.000} ({Bias.Highest.Term}), a gap of {Bias.Gap:0.000}."));
        text.AppendLine(CultureInfo.InvariantCulture,
            $"Per 1,000 messages: {CallsPerThousand:0} model calls, {(CostPerThousand is { } cost ? cost.ToString("0.00", CultureInfo.InvariantCulture) + " USD" : "cost unknown")}. {MicrosecondsPerText:0.0} µs a message{(NoVerdicts > 0 ? $"; {NoVerdicts} without a verdict" : "")}.");
        return text.ToString();
    }
}
