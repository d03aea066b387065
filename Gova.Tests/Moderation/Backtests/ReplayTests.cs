using Gova.Moderation.Backtests;
using Gova.Moderation.Policy;
using Gova.Moderation.Rules;

namespace Gova.Tests.Moderation.Backtests;

public sealed class ReplayTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ModeratorConfiguration Draft = new()
    {
        Guidelines = "Be kind to each other.",
        Actions = [new GrantedAction(ActionType.Delete), new GrantedAction(ActionType.Timeout, RequiresApproval: true, DefaultParams: new ActionParams(60))],
        KeywordRules = [new KeywordRule(["free nitro"], 0.8, ActionType.Delete), new KeywordRule(["cheap watches"], 0.6, ActionType.Timeout)],
    };

    private long _next = 1;

    [Fact]
    public void What_only_the_draft_acts_on_is_new_and_what_it_lets_pass_is_dropped()
    {
        var report = Run(
            Draft,
            Message("free nitro here", Then("none")),
            Message("free nitro again", Then("rule", 0.8, "delete")),
            Message("buy cheap watches", Then("rule", 0.6, "delete")),
            Message("once forbidden", Then("rule", 0.9, "timeout")),
            Message("hello", Then("none")));

        Assert.Equal((5, 2, 1, 1, 1), (report.Messages, report.Same, report.New, report.Dropped, report.Changed));
        Assert.Equal(new ActionDifference(Then: 2, Draft: 2, New: 1, Dropped: 1), report.Actions["delete"]);
        Assert.Equal(new ActionDifference(Then: 1, Draft: 1, DraftAwaitingApproval: 1, New: 1, Dropped: 1), report.Actions["timeout"]);
        Assert.Equal(new TierDifference(Then: 3, Draft: 3), report.Tiers["rule"]);
        Assert.Equal((new TierDifference(Then: 2), new TierDifference(Draft: 2)), (report.Tiers["none"], report.Tiers["triage"]));
        Assert.Equal(["timeout"], Assert.Single(report.DroppedSamples).Then);
        Assert.Equal(0.8, Assert.Single(report.NewSamples).DraftSeverity);
    }

    [Fact]
    public void The_draft_is_held_against_what_people_decided()
    {
        var report = Run(
            Draft,
            Message("free nitro, said a member in jest", Then("rule", 0.8, "delete", HumanAnswer.No)),
            Message("no rule for this", Then("model", 0.7, "timeout", HumanAnswer.No)),
            Message("nor for that", Then("rule", 0.7, "timeout", HumanAnswer.Yes)),
            Message("free nitro", Then("rule", 0.8, "delete", HumanAnswer.Yes)));

        Assert.Equal((1, 2), (report.FalsePositives.Count, report.FalsePositives.Of));
        Assert.Equal(["delete"], Assert.Single(report.FalsePositives.Samples).Draft);
        Assert.Equal((1, 2), (report.Missed.Count, report.Missed.Of));
        Assert.Equal(["timeout"], Assert.Single(report.Missed.Samples).Then);
    }

    [Fact]
    public void Erased_and_undecided_messages_are_counted_and_not_compared()
    {
        var report = Run(
            Draft, hasModel: true, Message(null, Then("rule", 0.8, "delete")), Message("hello", Then("none") with { IsPending = true }),
            Message("hello", Then("none")), Message("free nitro", Then("none")));

        Assert.Equal((1, 1, 1, 1), (report.Erased, report.Pending, report.Undecided, report.Messages));
        Assert.Equal((1, 0, true), (report.Model.Messages, report.Model.Reused, report.Model.IsEstimate));
    }

    [Fact]
    public void A_flood_is_told_by_the_messages_before_it()
    {
        var draft = Draft with { Rules = new RuleSet { Flood = new FloodRule { Messages = 2, Seconds = 10, Action = ActionType.Delete } } };

        var report = Run(draft, Message("a", Then("none")), Message("b", Then("none")), Message("c", Then("none")));

        Assert.Equal(1, report.New);
    }

    [Fact]
    public void Only_the_channels_that_the_draft_watches_are_judged()
    {
        var draft = Draft with { Channels = ["43"] };

        var report = Run(
            draft, Message("free nitro", Then("rule", 0.8, "delete")), Message("free nitro", Then("none")) with { ChannelId = 43 },
            Message("free nitro", Then("none")) with { ChannelId = 44, ParentChannelId = 43 });

        Assert.Equal((2, 1), (report.New, report.Dropped));
    }

    [Fact]
    public void Repeated_offences_climb_the_draft_s_ladder()
    {
        var draft = Draft with
        {
            Actions = [new GrantedAction(ActionType.Warn, DefaultParams: new ActionParams(Content: "Stop.")), new GrantedAction(ActionType.Kick)],
            KeywordRules = [new KeywordRule(["free nitro"], 0.8, null)],
            Escalation = new EscalationLadder { Steps = [new EscalationStep(ActionType.Warn), new EscalationStep(ActionType.Kick)] },
        };

        var report = Run(draft, Message("free nitro", Then("none")), Message("free nitro", Then("none")));

        Assert.Equal((1, 1), (report.Actions["warn"].Draft, report.Actions["kick"].Draft));
    }

    [Fact]
    public void Without_asking_a_model_its_verdict_of_the_time_meets_the_draft_s_thresholds()
    {
        var then = new PastJudgement("model", 0.7, 0.9, "rude") { Proposed = new ProposedAction(ActionType.Delete) };
        var strict = Draft with { Actions = [new GrantedAction(ActionType.Delete, MinSeverity: 0.8)] };

        var lenient = Run(Draft, hasModel: true, Message("you are a fool", then));
        var held = Run(strict, hasModel: true, Message("you are a fool", then));

        Assert.Equal((1, 1, 1), (lenient.New, lenient.Model.Reused, lenient.Tiers["model"].Draft));
        Assert.Equal((0, 1), (held.New, held.Model.Reused));
        Assert.Contains(lenient.Notes, note => note.Contains("taken again", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_model_says_of_the_draft_is_what_counts_when_it_is_asked()
    {
        var replay = new Replay(Draft, hasModel: true, asks: "other");
        StoredMessage[] messages = [Message("you are a fool", Then("model", 0, null)), Message("who knows", Then("model", 0.9, "delete"))];
        var verdicts = Array.ConvertAll(messages, message => replay.Judge(message)!);

        replay.Decide(messages[0], replay.Answered(verdicts[0], new Verdict(0.9, 0.9, "rude", new ProposedAction(ActionType.Delete))));
        replay.Decide(messages[1], replay.Answered(verdicts[1], null));
        var report = replay.Report(new ModelUse(2, 100, 10, 0.5m), null);

        Assert.All(verdicts, verdict => Assert.True(verdict.IsLeftToModel));
        Assert.Equal((1, 1, "other", false, 1), (report.New, report.Dropped, report.Model.Name, report.Model.IsEstimate, report.Model.WithoutVerdict));
        Assert.Equal((2, 100L, 10L, 0.5m), (report.Model.Calls, report.Model.InputTokens, report.Model.OutputTokens, report.Model.Cost));
    }

    [Fact]
    public void Over_budget_the_local_model_judges()
    {
        var draft = Draft with { Actions = [new GrantedAction(ActionType.Delete, ProposeFrom: 0.5)] };
        var replay = new Replay(draft, hasModel: true, asks: "other");
        var message = Message("fuck you, you stupid bitch", Then("none"));

        replay.Decide(message, replay.OverBudget(message, replay.Judge(message)!));
        var report = replay.Report(new ModelUse(0, 0, 0, 0), null);

        Assert.Equal((1, 1, 1), (report.New, report.Model.OverBudget, report.Tiers["triage"].Draft));
    }

    [Fact]
    public void A_rule_that_only_watches_is_counted_apart()
    {
        var draft = Draft with { KeywordRules = [new KeywordRule(["free nitro"], 0.8, ActionType.Delete) { Shadow = true }] };

        var report = Run(draft, Message("free nitro", Then("none")));

        Assert.Equal(new ActionDifference(Draft: 1, DraftShadowed: 1, New: 1), report.Actions["delete"]);
    }

    [Fact]
    public void An_estimate_grows_with_the_messages_and_is_priced()
    {
        var few = Run(Draft, hasModel: true, [.. Enumerable.Range(0, 20).Select(_ => Message("hello there", Then("none")))]);
        var more = Run(Draft, hasModel: true, [.. Enumerable.Range(0, 50).Select(_ => Message("hello there", Then("none")))]);

        Assert.Equal((1, 3), (few.Model.Calls, more.Model.Calls));
        Assert.True(more.Model.InputTokens > few.Model.InputTokens && more.Model.Cost > few.Model.Cost);
        Assert.Equal(Price(few.Model.InputTokens, few.Model.OutputTokens), few.Model.Cost);
    }

    [Fact]
    public void Samples_are_the_most_severe()
    {
        var draft = Draft with { KeywordRules = [.. Enumerable.Range(0, 40).Select(i => new KeywordRule([$"word{i:00}"], i / 40.0, ActionType.Delete))] };

        var report = Run(draft, [.. Enumerable.Range(0, 40).Select(i => Message($"word{i:00}", Then("none")))]);

        Assert.Equal(40, report.New);
        Assert.Equal(Enumerable.Range(20, 20).Reverse().Select(i => i / 40.0), report.NewSamples.Select(sample => sample.DraftSeverity!.Value));
    }

    private static BacktestReport Run(ModeratorConfiguration draft, params StoredMessage[] messages) => Run(draft, hasModel: false, messages);

    private static BacktestReport Run(ModeratorConfiguration draft, bool hasModel, params StoredMessage[] messages)
    {
        var replay = new Replay(draft, hasModel);
        foreach (var message in messages)
        {
            if (replay.Judge(message) is { } verdict)
            {
                replay.Decide(message, verdict.IsLeftToModel ? replay.WithoutModel(message, verdict) : verdict);
            }
        }

        return replay.Report(null, Price);
    }

    private static decimal Price(long input, long output) => (input + (4 * output)) / 1_000_000m;

    private static PastJudgement Then(string decidedBy, double? severity = null, string? action = null, HumanAnswer human = HumanAnswer.None) =>
        new(decidedBy, severity) { Actions = action is null ? [] : [new PastDecision(action, Human: human)] };

    private StoredMessage Message(string? text, PastJudgement then)
    {
        var id = _next++;
        return new StoredMessage(Guid.CreateVersion7(Start), id, 7, 42, Start.AddSeconds(id), text, then);
    }
}
