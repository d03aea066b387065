using Gova.Moderation.Policy;

namespace Gova.Tests.Moderation.Policy;

public sealed class EscalationTests
{
    private const int TenMinutes = 600;
    private const int Day = 86_400;

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly ModeratorConfiguration Configuration = new()
    {
        Actions =
        [
            new(ActionType.Warn, DefaultParams: new(Content: "Please stop.")), new(ActionType.Timeout), new(ActionType.Ban), new(ActionType.Delete),
        ],
        Escalation = new()
        {
            Steps = [new(ActionType.Warn), new(ActionType.Timeout, new(TenMinutes)), new(ActionType.Timeout, new(Day)), new(ActionType.Ban, RequiresApproval: true)],
            StepUpBelow = 0.3,
        },
    };

    [Theory]
    [InlineData(0, ActionType.Warn, null, DecisionStatus.Approved, "Offence 1 within 7 days.")]
    [InlineData(1, ActionType.Timeout, TenMinutes, DecisionStatus.Approved, "Offence 2 within 7 days.")]
    [InlineData(2, ActionType.Timeout, Day, DecisionStatus.Approved, "Offence 3 within 7 days.")]
    [InlineData(3, ActionType.Ban, null, DecisionStatus.AwaitingApproval, "Offence 4 within 7 days.")]
    [InlineData(9, ActionType.Ban, null, DecisionStatus.AwaitingApproval, "Offence 10 within 7 days.")]
    public void Every_offence_leads_a_step_further(int before, ActionType type, int? duration, DecisionStatus status, string reason)
    {
        var decision = Assert.Single(Decide(Offences(before)));

        Assert.Equal((type, duration, status, reason), (decision.Type, decision.Params.Duration, decision.Status, decision.Reason));
    }

    [Fact]
    public void What_was_overturned_long_ago_or_is_no_step_does_not_count()
    {
        IReadOnlyList<PastAction> past =
        [
            new(ActionType.Warn, Now.AddDays(-1), Overturned: true),
            new(ActionType.Timeout, Now.AddDays(-7)),
            new(ActionType.Delete, Now.AddDays(-1)),
            new(ActionType.Warn, Now.AddDays(1)),
        ];

        Assert.Equal(ActionType.Warn, Assert.Single(Decide(past)).Type);
    }

    [Fact]
    public void A_bad_record_starts_one_step_higher()
    {
        var decision = Assert.Single(Decide([], score: 0.2));

        Assert.Equal((ActionType.Timeout, "Offence 1 within 7 days, and a behaviour score below 0.3."), (decision.Type, decision.Reason));
    }

    [Fact]
    public void A_message_below_the_ladders_severity_is_no_offence()
    {
        Assert.Empty(Decide(Offences(3), severity: 0.39));
        Assert.Empty(Decide(Offences(3), severity: double.NaN));
    }

    [Fact]
    public void A_step_that_is_not_granted_gives_way_to_a_milder_one()
    {
        var withoutBan = Configuration with { Actions = [.. Configuration.Actions.Where(action => action.Type != ActionType.Ban)] };
        var withoutAny = Configuration with { Actions = [new(ActionType.Delete)] };

        Assert.Equal(Day, Assert.Single(Decide(Offences(3), configuration: withoutBan)).Params.Duration);
        Assert.Empty(Decide(Offences(3), configuration: withoutAny));
    }

    [Fact]
    public void The_ladder_raises_what_is_proposed_and_never_lowers_it()
    {
        Assert.Equal((ActionType.Timeout, Day), Only(Decide(Offences(2), proposed: new(ActionType.Warn))));
        Assert.Equal((ActionType.Timeout, Day), Only(Decide(Offences(1), proposed: new(ActionType.Timeout, new(Day)))));
        Assert.Equal((ActionType.Ban, null), Only(Decide([], proposed: new(ActionType.Ban))));
        Assert.Equal(
            [(ActionType.Delete, null), (ActionType.Warn, "Offence 1 within 7 days.")],
            Decide([], proposed: new(ActionType.Delete)).Select(decision => (decision.Type, decision.Reason)));

        static (ActionType, int?) Only(IReadOnlyList<ActionDecision> decisions) =>
            (Assert.Single(decisions).Type, decisions[0].Params.Duration);
    }

    [Fact]
    public void While_a_harder_step_waits_for_a_human_the_milder_action_goes_ahead()
    {
        var decisions = Decide(Offences(3), proposed: new(ActionType.Timeout, new(60)));

        Assert.Equal(
            [(ActionType.Timeout, DecisionStatus.Approved), (ActionType.Ban, DecisionStatus.AwaitingApproval)],
            decisions.Select(decision => (decision.Type, decision.Status)));
    }

    [Fact]
    public void What_was_proposed_twice_is_decided_once()
    {
        var decision = Assert.Single(Decide([], proposed: new(ActionType.Warn, new(Content: "Be kind."))));

        Assert.Equal(("Be kind.", null), (decision.Params.Content, decision.Reason));
    }

    private static PastAction[] Offences(int count) =>
        [.. Enumerable.Range(1, count).Select(hours => new PastAction(ActionType.Timeout, Now.AddHours(-hours)))];

    private static IReadOnlyList<ActionDecision> Decide(
        IReadOnlyList<PastAction> past, double severity = 0.5, double score = 1, ProposedAction? proposed = null, ModeratorConfiguration? configuration = null) =>
        ActionPolicy.Decide(
            new Verdict(severity, 1, "reason", proposed), configuration ?? Configuration, new PolicyFacts { Actions = past, Score = score, Now = Now });
}
