using Gova.Moderation.Policy;
using Gova.Moderation.Review;
using Gova.Moderation.Rules;
using Gova.Moderation.Triage;

namespace Gova.Benchmarks.Evaluation;

/// <summary>Judges texts as one tier does, or as all do one after the other; a text's score is from 0 to 1.</summary>
/// <param name="tier"><c>rules</c>, <c>triage</c>, <c>model</c> or <c>all</c>.</param>
/// <param name="model">Needed by the tier <c>model</c>; without it <c>all</c> ends with triage.</param>
internal sealed class Judge(string tier, ModeratorConfiguration configuration, MeteredModel? model)
{
    private const int Together = 20;

    private readonly MessageRules _rules = new(configuration);
    private readonly TriageModel _triage = TriageModel.Default;

    public string Tier => tier;

    /// <summary>From this score on a text counts as flagged.</summary>
    public double FlaggedFrom => tier switch
    {
        "rules" => double.Epsilon,
        "model" => 0.5,
        _ => _triage.FlaggedFrom,
    };

    public int Calls => model?.Calls ?? 0;

    public double? Cost => model is null ? 0 : model.Cost;

    /// <summary>Texts that the model gave no verdict on; they count as harmless.</summary>
    public int NoVerdicts { get; private set; }

    public async Task<double[]> ScoreAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var local = texts.Select(ScoreLocally).ToArray();
        var open = Enumerable.Range(0, texts.Count).Where(at => local[at] is null).ToList();
        foreach (var batch in open.Chunk(Together))
        {
            foreach (var (at, score) in batch.Zip(await AskAsync([.. batch.Select(at => texts[at])], cancellationToken)))
            {
                local[at] = score;
            }
        }

        return [.. local.Select(score => score ?? 0)];
    }

    /// <summary>Null where the model decides.</summary>
    private double? ScoreLocally(string text, int at)
    {
        if (tier is "rules" or "all" && _rules.Match(new MessageFacts(text, at, 0, at, default)) is { Shadow: false } rule)
        {
            return rule.Severity;
        }

        if (tier is "rules" or "model")
        {
            return tier == "rules" ? 0 : null;
        }

        var scores = new TriageScores();
        _triage.Predict(text, ref scores);
        var flagged = scores[TriageLabel.Flagged];
        return tier == "triage" || model is null || !Suspicion.IsDoubtful(text, flagged) ? flagged : null;
    }

    private async Task<IReadOnlyList<double>> AskAsync(string[] texts, CancellationToken cancellationToken)
    {
        var agent = new ReviewAgent(model!);
        ReviewMessage[] messages = [.. texts.Select((text, i) => new ReviewMessage($"member {i + 1}", text))];
        var scores = new List<double>();
        var together = messages.Length == 1 ? [null] : await agent.ReviewTogetherAsync(configuration, messages, cancellationToken);
        foreach (var (message, verdict) in messages.Zip(together))
        {
            var final = verdict ?? (await agent.ReviewAloneAsync(configuration, message, cancellationToken)).Verdict;
            NoVerdicts += final is null ? 1 : 0;
            scores.Add(final?.Severity ?? 0);
        }

        return scores;
    }
}
