using FsCheck;
using FsCheck.Fluent;
using Gova.Moderation.Policy;

namespace Gova.Tests.Moderation.Policy;

public sealed class ActionPolicyTests
{
    private const long Member = 11;
    private const long Immune = 77;

    private static readonly ModeratorConfiguration Configuration = new()
    {
        Guidelines = "Be kind to each other.",
        ImmuneRoles = ["77"],
        Actions =
        [
            new GrantedAction(ActionType.Delete),
            new GrantedAction(ActionType.Timeout, RequiresApproval: true, MinSeverity: 0.5, DefaultParams: new(Duration: 600)),
            new GrantedAction(ActionType.Reply),
        ],
    };

    public static TheoryData<string, ActionType, double, ActionParams?, DecisionStatus, string?> Cases => new()
    {
        { "granted", ActionType.Delete, 0.1, null, DecisionStatus.Approved, null },
        { "not granted", ActionType.Kick, 1, null, DecisionStatus.Refused, "The moderator does not grant kick." },
        { "needs approval", ActionType.Timeout, 0.5, null, DecisionStatus.AwaitingApproval, null },
        { "below minimum", ActionType.Timeout, 0.49, null, DecisionStatus.Refused, "Severity 0.49 is below the 0.5 that this action needs." },
        { "no number", ActionType.Timeout, double.NaN, null, DecisionStatus.Refused, "Severity NaN is below the 0.5 that this action needs." },
        { "reply without words", ActionType.Reply, 0.5, new(), DecisionStatus.Refused, "Neither the verdict nor the configuration says what to reply." },
        { "reply with blank words", ActionType.Reply, 0.5, new(Content: " "), DecisionStatus.Refused, "Neither the verdict nor the configuration says what to reply." },
        { "reply", ActionType.Reply, 0.5, new(Content: "Please stop."), DecisionStatus.Approved, null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_policy_decides(string _, ActionType type, double severity, ActionParams? parameters, DecisionStatus status, string? refused)
    {
        var decision = Assert.Single(Decide(type, severity, parameters));

        Assert.Equal((type, status, refused), (decision.Type, decision.Status, decision.RefusedBecause));
    }

    [Fact]
    public void An_immune_author_is_not_acted_on() =>
        Assert.Equal("The author has an immune role.", Assert.Single(Decide(ActionType.Delete, 1, roles: [Member, Immune])).RefusedBecause);

    [Fact]
    public void A_paused_moderator_proposes_nothing() => Assert.Empty(Decide(ActionType.Delete, 1, paused: true));

    [Fact]
    public void A_verdict_without_action_leads_to_none() =>
        Assert.Empty(ActionPolicy.Decide(new Verdict(1, 1, "bad"), Configuration, new PolicyFacts()));

    [Fact]
    public void Shadow_mode_decides_but_does_not_act()
    {
        var shadow = Configuration with { Shadow = true };

        Assert.Equal(DecisionStatus.Shadowed, Assert.Single(Decide(ActionType.Delete, 1, configuration: shadow)).Status);
        Assert.Equal(DecisionStatus.Shadowed, Assert.Single(Decide(ActionType.Timeout, 1, configuration: shadow)).Status);
        Assert.Equal(DecisionStatus.Refused, Assert.Single(Decide(ActionType.Kick, 1, configuration: shadow)).Status);
    }

    [Fact]
    public void Parameters_are_completed_and_kept_within_limits()
    {
        Assert.Equal(600, Assert.Single(Decide(ActionType.Timeout, 1)).Params.Duration);
        Assert.Equal(60, Assert.Single(Decide(ActionType.Timeout, 1, new(Duration: 60))).Params.Duration);
        Assert.Equal(ActionParams.MaxDuration, Assert.Single(Decide(ActionType.Timeout, 1, new(Duration: int.MaxValue))).Params.Duration);
        Assert.Equal(new ActionParams(), Assert.Single(Decide(ActionType.Delete, 1, new(Duration: 60, Content: "x"))).Params);
        var emoji = new string('a', ActionParams.MaxContent - 1) + "😀";
        Assert.Equal(ActionParams.MaxContent - 1, Assert.Single(Decide(ActionType.Reply, 1, new(Content: emoji))).Params.Content!.Length);
    }

    [Fact]
    public void Whatever_is_proposed_only_granted_actions_within_limits_go_ahead()
    {
        var types = Gen.Elements(Enum.GetValues<ActionType>().Where(type => type.IsGrantable()).ToArray());
        var parameters = from duration in Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(-10, int.MaxValue).Select(n => (int?)n))
                         from length in Gen.Choose(-1, 2_100)
                         select new ActionParams(duration, length < 0 ? null : new string('x', length));
        var grants = from type in types
                     from approval in Gen.Elements(true, false)
                     from minimum in Gen.Elements<double?>(null, 0, 0.3, 0.7, 1)
                     from defaults in Gen.Elements(null, new ActionParams(60, "calm down", 3_600, "79", 30))
                     select new GrantedAction(type, approval, minimum, defaults);
        var cases = from granted in Gen.ListOf(grants)
                    from shadow in Gen.Elements(true, false)
                    from proposed in types
                    from given in parameters
                    from severity in Gen.Elements(0, 0.2, 0.5, 0.69, 0.7, 1, double.NaN)
                    from roles in Gen.SubListOf(Member, Immune, 78)
                    from paused in Gen.Elements(true, false)
                    select (
                        Configuration: Configuration with { Actions = [.. granted.DistinctBy(g => g.Type)], Shadow = shadow },
                        Verdict: new Verdict(severity, 1, null, new ProposedAction(proposed, given)),
                        Roles: roles.ToList(),
                        Paused: paused);

        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(cases), input =>
        {
            var decisions = ActionPolicy.Decide(
                input.Verdict, input.Configuration, new PolicyFacts { AuthorRoleIds = input.Roles, IsPaused = input.Paused });
            Assert.True(decisions.Count <= 1);
            foreach (var decision in decisions)
            {
                Assert.False(input.Paused);
                Assert.Equal(input.Verdict.Action!.Type, decision.Type);
                Assert.Equal(decision.Status == DecisionStatus.Refused, decision.RefusedBecause is not null);
                if (decision.Status == DecisionStatus.Refused)
                {
                    continue;
                }

                var grant = Assert.Single(input.Configuration.Actions, g => g.Type == decision.Type);
                Assert.DoesNotContain(Immune, input.Roles);
                Assert.True(grant.MinSeverity is null || input.Verdict.Severity >= grant.MinSeverity);
                Assert.Equal(input.Configuration.Shadow, decision.Status == DecisionStatus.Shadowed);
                Assert.False(grant.RequiresApproval && decision.Status == DecisionStatus.Approved);
                Assert.True(IsWithinLimits(decision), $"{decision}");
            }
        }));
    }

    [Fact]
    public void An_approval_only_moderator_puts_everything_to_a_human()
    {
        var verdict = new Verdict(1, 1, "reason", new ProposedAction(ActionType.Delete));

        Assert.Equal(DecisionStatus.Approved, Assert.Single(ActionPolicy.Decide(verdict, Configuration, new PolicyFacts())).Status);
        Assert.Equal(
            DecisionStatus.AwaitingApproval,
            Assert.Single(ActionPolicy.Decide(verdict, Configuration, new PolicyFacts { ApprovalOnly = true })).Status);
    }

    private static bool IsWithinLimits(ActionDecision decision)
    {
        var p = decision.Params;
        return decision.Type switch
        {
            ActionType.Reply or ActionType.Warn or ActionType.Notify => p == new ActionParams(Content: p.Content) && p.Content is { Length: >= 1 and <= 2_000 },
            ActionType.Timeout => p == new ActionParams(p.Duration) && p.Duration is >= 1 and <= 2_419_200,
            ActionType.PauseInvites => p == new ActionParams(p.Duration) && p.Duration is >= 1 and <= 86_400,
            ActionType.Ban => p == new ActionParams(p.Duration, DeleteMessageSeconds: p.DeleteMessageSeconds)
                && p.Duration is null or (>= 1 and <= 31_536_000) && p.DeleteMessageSeconds is null or (>= 0 and <= 604_800),
            ActionType.AddRole or ActionType.RemoveRole => p == new ActionParams(RoleId: "79"),
            ActionType.SlowMode => p == new ActionParams(Interval: 30),
            _ => p == new ActionParams(),
        };
    }

    private static IReadOnlyList<ActionDecision> Decide(
        ActionType type,
        double severity,
        ActionParams? parameters = null,
        IReadOnlyCollection<long>? roles = null,
        bool paused = false,
        ModeratorConfiguration? configuration = null) =>
        ActionPolicy.Decide(
            new Verdict(severity, 1, "reason", new ProposedAction(type, parameters)),
            configuration ?? Configuration,
            new PolicyFacts { AuthorRoleIds = roles ?? [Member], IsPaused = paused });
}
