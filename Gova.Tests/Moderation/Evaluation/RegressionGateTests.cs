using System.Text.Json;
using Gova.Benchmarks.Evaluation;
using Gova.Moderation.Policy;
using Gova.Moderation.Review;
using Gova.Moderation.Rules;
using Gova.Moderation.Triage;
using Gova.Tests.Infrastructure;
using Gova.Tests.Moderation.Review;

namespace Gova.Tests.Moderation.Evaluation;

/// <summary>
/// The engine on a small set of our own writing. A change that falls below a floor has made it
/// worse; of the 30 harmless look-alikes 3 are flagged today. Floors are raised when it gets better, and never lowered without saying why.
/// </summary>
public sealed class RegressionGateTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly IReadOnlyList<Case> Cases =
    [
        .. File.ReadAllLines(Repository.File("Gova.Tests", "Moderation", "Evaluation", "gate.jsonl"))
            .Select(line => JsonSerializer.Deserialize<Case>(line, JsonSerializerOptions.Web)!),
    ];

    /// <summary>The same text is welcome under one of them and not under another.</summary>
    private static readonly Dictionary<string, ModeratorConfiguration> Policies = new()
    {
        ["open"] = new() { Guidelines = "Everybody may talk about everything in a friendly way." },
        ["kind"] = new() { Guidelines = "Be kind to each other, whatever happens." },
        ["spoilers"] = new() { Guidelines = "No spoilers: say nothing about how a story ends." },
        ["promotion"] = new() { Guidelines = "No self-promotion of any sort in this channel." },
        ["strict"] = ModeratorConfiguration.Parse("""
            {
              "guidelines": "No advertising of any sort.",
              "keyword_rules": [{ "keywords": ["free nitro"], "severity": 0.8 }],
              "rules": {
                "invites": { "severity": 0.7 }, "links": { "allow": ["example.org"], "severity": 0.6 }, "caps": { "share": 0.7, "severity": 0.5 },
                "regexes": [{ "pattern": "buy (my|our) \\w+", "severity": 0.6 }]
              }
            }
            """, out var problems) ?? throw new InvalidOperationException(string.Join("; ", problems)),
    };

    [Fact]
    public void There_are_enough_cases_of_every_kind()
    {
        Assert.True(Cases.Count >= 120);
        Assert.All(Cases.GroupBy(item => item.Kind), kind => Assert.True(kind.Count() >= 10, kind.Key));
        Assert.Equal(Cases.Count, Cases.DistinctBy(item => (item.Text, item.Policy, item.Quoted)).Count());
    }

    [Theory]
    [InlineData("plain", 1, 0.95)]
    [InlineData("evasion", 1, 0.95)]
    public void What_is_flagged_stays_flagged(string kind, double precision, double recall) =>
        AssertFloors(kind, precision, recall, FlagsLocally);

    [Theory]
    [InlineData("look_alike", 0.1)]
    [InlineData("everyday", 0)]
    public void What_is_harmless_stays_harmless(string kind, double mostFalsePositives)
    {
        var wrong = Cases.Where(item => item.Kind == kind && FlagsLocally(item)).Select(item => item.Text).ToList();

        Assert.True(wrong.Count <= Cases.Count(item => item.Kind == kind) * mostFalsePositives, string.Join(" | ", wrong));
    }

    [Fact]
    public void No_insult_however_disguised_is_called_clean() => Assert.Empty(
        Cases.Where(item => item.Kind is "plain" or "evasion" && Triage(item.Text) < TriageModel.Default.CleanBelow).Select(item => item.Text));

    [Fact]
    public void Rules_follow_the_policy() => AssertFloors(
        "policy_rules", 1, 1, item => new MessageRules(Policies[item.Policy!]).Match(new MessageFacts(item.Text, 1, 2, 3, default)) is not null);

    [Theory]
    [InlineData("policy_model")]
    [InlineData("multi_turn")]
    public async Task What_only_guidelines_or_context_tell_reaches_the_model_and_its_verdict_comes_back(string kind)
    {
        foreach (var item in Cases.Where(item => item.Kind == kind))
        {
            var model = ScriptedModel.Saying(
                $$"""{"verdicts":[{"ref":"m1","severity_score":{{(item.Flagged ? "0.7" : "0")}},"confidence":1,"guideline":null,"reason":null,"action":null}]}""");
            var message = new ReviewMessage("Ann", item.Text, item.Quoted is null ? null : new QuotedMessage("Ben", item.Quoted));

            var result = await new ReviewAgent(model).ReviewAloneAsync(Policies[item.Policy!], message, Stop);

            Assert.Equal(item.Flagged, result.Verdict!.Severity >= 0.5);
            var request = Assert.Single(model.Requests).Messages;
            Assert.Contains(Policies[item.Policy!].Guidelines, request[0].Text, StringComparison.Ordinal);
            Assert.Equal(item.Text, Assert.Single(ScriptedModel.MessagesOf(request)).Text);
            Assert.Equal(item.Quoted is not null, request[1].Text.Contains($"\"text\":\"{item.Quoted}\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Attempts_to_steer_the_review_are_told_from_talk_about_rules() =>
        AssertFloors("injection", 1, 1, item => InjectionDetector.Find(item.Text).IsAttempt());

    private static void AssertFloors(string kind, double precision, double recall, Func<Case, bool> flags)
    {
        var items = Cases.Where(item => item.Kind == kind).Select(item => (Case: item, Scored: new Scored(flags(item) ? 1 : 0, item.Flagged))).ToList();
        var wrong = items.Where(item => item.Scored.Score == 1 != item.Scored.IsPositive).Select(item => item.Case.Text);

        var at = Metrics.At([.. items.Select(item => item.Scored)], 1);

        Assert.True(at.Precision >= precision && at.Recall >= recall, $"precision {at.Precision:0.00}, recall {at.Recall:0.00}: {string.Join(" | ", wrong)}");
    }

    private static bool FlagsLocally(Case item) => Triage(item.Text) >= TriageModel.Default.FlaggedFrom;

    private static float Triage(string text)
    {
        var scores = new TriageScores();
        TriageModel.Default.Predict(text, ref scores);
        return scores[TriageLabel.Flagged];
    }

    private sealed record Case(string Kind, string Text, bool Flagged, string? Policy = null, string? Quoted = null);
}
