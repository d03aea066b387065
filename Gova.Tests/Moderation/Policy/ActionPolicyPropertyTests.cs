using FsCheck;
using FsCheck.Fluent;
using Gova.Moderation.Policy;

namespace Gova.Tests.Moderation.Policy;

/// <summary>What holds of the policy whatever it is given.</summary>
public sealed class ActionPolicyPropertyTests
{
    private const long Immune = 77;

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly Arbitrary<Case> Cases = Arb.From(BuildCases());

    [Fact]
    public void Only_granted_actions_go_ahead_and_none_while_paused_or_on_the_immune() => Hold(input =>
    {
        foreach (var decision in Allowed(Decide(input)))
        {
            var grant = Assert.Single(input.Configuration.Actions, action => action.Type == decision.Type);
            Assert.False(input.Facts.IsPaused);
            Assert.DoesNotContain(Immune, input.Facts.AuthorRoleIds);
            Assert.True(grant.MinSeverity is null || input.Verdict.Severity >= grant.MinSeverity);
            Assert.True(input.Verdict.Confidence >= input.Configuration.MinConfidence);
            Assert.False((grant.RequiresApproval || input.Facts.ApprovalOnly) && decision.Status == DecisionStatus.Approved);
            Assert.Null(decision.Params.Missing(decision.Type));
        }
    });

    [Fact]
    public void What_only_watches_executes_nothing_and_asks_nobody() => Hold(input =>
    {
        var watches = input.Configuration.Shadow || input.Facts.RuleShadow || input.Configuration.ChannelRules.Any(rule => rule.Shadow);
        Assert.All(Allowed(Decide(input)), decision => Assert.Equal(watches, decision.Status == DecisionStatus.Shadowed));
    });

    [Fact]
    public void A_refusal_is_recorded_only_of_what_a_tier_proposed() => Hold(input =>
    {
        Assert.All(
            Decide(input).Where(decision => decision.Status == DecisionStatus.Refused),
            decision => Assert.True(decision.Type == input.Verdict.Action?.Type && decision.Reason is null));
        Assert.All(Decide(input), decision => Assert.Equal(decision.Status == DecisionStatus.Refused, decision.RefusedBecause is not null));
    });

    [Fact]
    public void In_quiet_mode_nothing_is_written_into_the_channel() => Hold(input =>
    {
        var quiet = input.Configuration.QuietMode || input.Configuration.ChannelRules.Any(rule => rule.Quiet);
        Assert.All(
            Allowed(Decide(input)),
            decision => Assert.True(!quiet || decision.Type != ActionType.Reply && (decision.Type != ActionType.Warn || decision.Params.PrivateOnly == true)));
    });

    [Fact]
    public void More_severity_never_leads_to_less() => Hold(input =>
    {
        foreach (var severity in new[] { 0, 0.2, 0.39, 0.4, 0.7, 1 }.Where(severity => severity > input.Verdict.Severity))
        {
            var mild = Allowed(Decide(input)).ToList();
            var severe = Allowed(Decide(input with { Verdict = input.Verdict with { Severity = severity } })).ToList();
            Assert.All(mild.Where(d => !d.Type.IsSanction()), d => Assert.Contains(severe, s => s.Type == d.Type && s.Status == d.Status));
            AssertNotMilder(mild, severe);
            AssertNotMilder(mild.Where(d => d.Status == DecisionStatus.Approved), severe.Where(d => d.Status == DecisionStatus.Approved));
        }
    });

    [Fact]
    public void The_same_case_is_decided_the_same_in_whatever_order_the_past_is_told() => Hold(input =>
        Assert.Equal(Decide(input), Decide(input with { Facts = input.Facts with { Actions = [.. input.Facts.Actions.Reverse()] } })));

    [Fact]
    public void A_sanction_is_decided_once_at_most_by_each_way_of_going_ahead() => Hold(input =>
        Assert.All(
            Allowed(Decide(input)).Where(decision => decision.Type.IsSanction()).GroupBy(decision => decision.Status),
            decisions => Assert.Single(decisions)));

    private static void AssertNotMilder(IEnumerable<ActionDecision> mild, IEnumerable<ActionDecision> severe)
    {
        var least = mild.Where(d => d.Type.IsSanction()).Select(Escalation.Hardness).DefaultIfEmpty().Max();
        Assert.True(severe.Where(d => d.Type.IsSanction()).Select(Escalation.Hardness).DefaultIfEmpty().Max().CompareTo(least) >= 0);
    }

    private static void Hold(Action<Case> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Cases, property));

    private static IReadOnlyList<ActionDecision> Decide(Case input) => ActionPolicy.Decide(input.Verdict, input.Configuration, input.Facts);

    private static IEnumerable<ActionDecision> Allowed(IReadOnlyList<ActionDecision> decisions) =>
        decisions.Where(decision => decision.Status != DecisionStatus.Refused);

    private static Gen<Case> BuildCases()
    {
        var types = Gen.Elements(Enum.GetValues<ActionType>().Where(type => type.IsGrantable()).ToArray());
        var sanctions = Gen.Elements(ActionType.Warn, ActionType.Timeout, ActionType.Kick, ActionType.Ban);
        var share = Gen.Elements<double?>(null, 0, 0.3, 0.4, 0.7, 1);
        var flag = Gen.Elements(true, false);
        var rarely = Gen.Elements(true, false, false, false, false);
        var grants = from type in types
                     from approval in flag
                     from minimum in share
                     from proposeFrom in share
                     from defaults in Gen.Elements(null, new ActionParams(60, "calm down", 3_600, "79", 30))
                     select new GrantedAction(type, approval, minimum, defaults, proposeFrom);
        var steps = from type in sanctions
                    from duration in Gen.Elements<int?>(null, 60, 600)
                    from approval in rarely
                    select new EscalationStep(type, new ActionParams(duration, "stop"), approval);
        var ladders = from list in Gen.NonEmptyListOf(steps)
                      from stepUp in share
                      select new EscalationLadder { Steps = [.. list], StepUpBelow = stepUp };
        var configurations = from granted in Gen.ListOf(grants)
                             from ladder in Gen.OneOf(Gen.Constant<EscalationLadder?>(null), ladders.Select(EscalationLadder? (l) => l))
                             from shadow in rarely
                             from channelShadow in rarely
                             from quiet in rarely
                             from channelQuiet in rarely
                             from confidence in Gen.Elements(0, 0.5)
                             select new ModeratorConfiguration
                             {
                                 Actions = [.. granted.DistinctBy(grant => grant.Type)],
                                 Escalation = ladder,
                                 Shadow = shadow,
                                 QuietMode = quiet,
                                 ChannelRules = [new ChannelRule { Channel = "5", Shadow = channelShadow, Quiet = channelQuiet }],
                                 ImmuneRoles = ["77"],
                                 MinConfidence = confidence,
                             };
        var verdicts = from severity in Gen.Elements(0, 0.2, 0.4, 0.69, 0.7, 1, double.NaN)
                       from confidence in Gen.Elements(1, 0.5, 0.2, double.NaN)
                       from proposed in Gen.OneOf(Gen.Constant<ActionType?>(null), types.Select(ActionType? (type) => type))
                       from duration in Gen.Elements<int?>(null, 30, 6_000)
                       select new Verdict(severity, confidence, null, proposed is { } type ? new ProposedAction(type, new(duration, "words")) : null);
        var facts = from roles in Gen.Elements<IReadOnlyCollection<long>>([], [11], [11], [11, Immune])
                    from past in Gen.ListOf(from type in types
                                            from hours in Gen.Choose(-24, 24 * 10)
                                            from overturned in rarely
                                            select new PastAction(type, Now.AddHours(-hours), overturned))
                    from thread in flag
                    from score in Gen.Elements(0.1, 0.5, 1)
                    from paused in rarely
                    from approvalOnly in rarely
                    from ruleShadow in rarely
                    select new PolicyFacts
                    {
                        AuthorRoleIds = roles,
                        ChannelId = thread ? 6 : 5,
                        ParentChannelId = thread ? 5 : null,
                        Actions = [.. past],
                        Score = score,
                        Now = Now,
                        IsPaused = paused,
                        ApprovalOnly = approvalOnly,
                        RuleShadow = ruleShadow,
                    };
        return from configuration in configurations
               from verdict in verdicts
               from known in facts
               select new Case(configuration, verdict, known);
    }

    private sealed record Case(ModeratorConfiguration Configuration, Verdict Verdict, PolicyFacts Facts);
}
