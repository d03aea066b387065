using Gova.Benchmarks.Evaluation;
using Gova.Moderation.Triage;

namespace Gova.Benchmarks.Triage;

/// <summary>What a model that has never seen a set makes of it: closer to a community that nobody has labelled than a held-out part is.</summary>
internal sealed record CrossSet(string Source, double RocAuc, double Recall, double FalsePositiveRate)
{
    public static CrossSet Measure(string source, IReadOnlyList<LabelledText> data, int epochs)
    {
        var model = TriageModel.Load(new TriageTrainer([.. data.Where(text => text.Source != source)], epochs, _ => { }).Train());
        var scored = data.Where(text => text.Source == source && text[TriageLabel.Flagged] is not null).Select(text =>
        {
            var scores = new TriageScores();
            model.Predict(text.Text, ref scores);
            return new Scored(scores[TriageLabel.Flagged], text[TriageLabel.Flagged] == true);
        }).ToList();
        var at = Metrics.At(scored, model.FlaggedFrom);
        return new CrossSet(source, Metrics.RocAuc(scored), at.Recall, at.FalsePositiveRate);
    }
}
