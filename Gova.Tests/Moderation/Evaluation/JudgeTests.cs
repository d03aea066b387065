using System.Text.Json;
using Gova.Benchmarks.Evaluation;
using Gova.Moderation.Policy;
using Gova.Tests.Moderation.Review;
using Microsoft.Extensions.AI;

namespace Gova.Tests.Moderation.Evaluation;

public sealed class JudgeTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly ModeratorConfiguration Configuration = new()
    {
        Guidelines = "No spoilers, please.", KeywordRules = [new KeywordRule(["nitro"], 0.8)],
    };

    private static readonly string[] Texts = ["free nitro", "you stupid idiot", "thanks, that helped a lot", "the butler did it, idiot"];

    [Fact]
    public async Task Rules_score_what_they_match()
    {
        var judge = new Judge("rules", Configuration, null);

        double[] expected = [0.8, 0, 0, 0];
        Assert.Equal(expected, await judge.ScoreAsync(Texts, Stop));
        Assert.Equal((0, 0.0), (judge.Calls, judge.Cost));
    }

    [Fact]
    public async Task Triage_scores_everything_and_asks_nobody()
    {
        var judge = new Judge("triage", Configuration, null);

        var scores = await judge.ScoreAsync(Texts, Stop);

        Assert.InRange(scores[1], judge.FlaggedFrom, 1);
        Assert.InRange(scores[2], 0, judge.FlaggedFrom);
    }

    [Fact]
    public async Task The_model_is_asked_about_many_at_once_and_its_calls_and_cost_are_counted()
    {
        using var model = new MeteredModel(new SpoilerModel(), new Price(2, 10));
        var judge = new Judge("model", Configuration, model);

        double[] expected = [0, 0, 0, 0.9];
        Assert.Equal(expected, await judge.ScoreAsync(Texts, Stop));

        // Together, and then alone about the one that is not harmless.
        Assert.Equal(2, judge.Calls);
        Assert.Equal(2 * ((1_000 * 2) + (100 * 10)) / 1e6, judge.Cost!.Value, 12);
        Assert.Equal(0, judge.NoVerdicts);
    }

    [Fact]
    public async Task All_tiers_ask_the_model_only_about_what_rules_and_triage_leave_open()
    {
        using var model = new MeteredModel(new SpoilerModel(), null);
        var judge = new Judge("all", Configuration, model);

        var scores = await judge.ScoreAsync([Texts[0], Texts[2], Texts[3]], Stop);

        Assert.Equal((0.8, 0.9), (scores[0], scores[2]));
        Assert.InRange(scores[1], 0, 0.3);
        Assert.Equal(1, judge.Calls);
        Assert.Null(judge.Cost);
    }

    [Fact]
    public async Task A_report_has_the_figures_of_each_label_and_of_all()
    {
        LabelledRow[] rows = [new("free nitro", ["spam"]), new("nitro in the tank", []), new("hello", []), new("buy now", ["ad", "spam"])];

        var report = await EvaluateCommand.EvaluateAsync("set", rows, new Judge("rules", Configuration, null), Stop);

        Assert.Equal(["ad", "spam", "overall"], report.Figures.Select(figures => figures.Label));
        Assert.Equal((4, 2, 0.5, 0.5, 0.5), (
            report.Figures[2].Texts, report.Figures[2].Positives, report.Figures[2].Precision, report.Figures[2].Recall, report.Figures[2].FalsePositiveRate));
        using var json = JsonDocument.Parse(report.Json());
        Assert.Equal(0.5, json.RootElement.GetProperty("figures")[2].GetProperty("f1").GetDouble());
    }

    /// <summary>Knows how the story ends.</summary>
    private sealed class SpoilerModel : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var verdicts = ScriptedModel.MessagesOf([.. messages]).Select(message => new
            {
                @ref = message.Ref, severity_score = message.Text.Contains("butler", StringComparison.Ordinal) ? 0.9 : 0, confidence = 1,
            });
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, JsonSerializer.Serialize(new { verdicts })))
            {
                Usage = new UsageDetails { InputTokenCount = 1_000, OutputTokenCount = 100 },
            });
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("Reviews do not stream.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
