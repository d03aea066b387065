using Gova.Moderation.Policy;
using Gova.Moderation.Rules;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.ModerationWorker.Pipeline;

/// <summary>What follows from a verdict, by what is known of author and place; by a rule as by the model.</summary>
public sealed class ConsequencesTests(LocalServices services)
{
    private const long GuildId = 1001;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly ModeratorConfiguration Ladder = WorkerHarness.Configuration with
    {
        Actions =
        [
            new GrantedAction(ActionType.Delete, RequiresApproval: true),
            new GrantedAction(ActionType.Warn, DefaultParams: new ActionParams(Content: "Please stop.")),
            new GrantedAction(ActionType.Timeout, DefaultParams: new ActionParams(600)),
        ],
        KeywordRules = [new KeywordRule(["free nitro"], 0.8)],
        Escalation = new EscalationLadder { Steps = [new EscalationStep(ActionType.Warn), new EscalationStep(ActionType.Timeout)] },
    };

    [Theory]
    [InlineData("free nitro")]
    [InlineData("something bad")]
    public async Task A_second_offence_goes_one_step_further_once_the_first_had_its_consequence(string offence)
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId, Ladder);
        worker.Start();

        await worker.PublishAsync(WorkerHarness.Message(GuildId, offence));
        await worker.UntilAsync("action_events WHERE action_type = 'warn'", 1, "the first step is taken");
        await worker.Database.ScalarAsync<object>("UPDATE action_events SET status = 'completed', executed_at = now() WHERE action_type = 'warn'", Stop);
        await worker.PublishAsync(WorkerHarness.Message(GuildId, offence + " again"));
        await worker.UntilAsync("action_events WHERE action_type = 'timeout'", 1, "the second step is taken");
        await worker.PublishAsync(WorkerHarness.Message(GuildId, offence, authorId: 8));
        await worker.UntilAsync("action_events WHERE action_type = 'warn'", 2, "another member starts at the first step");

        Assert.Equal(1, await worker.CountAsync("action_events WHERE action_type = 'timeout' AND reason LIKE 'Offence 2 within 7 days.%'"));
    }

    [Theory]
    [InlineData("free nitro")]
    [InlineData("something bad")]
    public async Task A_thread_keeps_its_channels_rule(string offence)
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId, WorkerHarness.Configuration with { ChannelRules = [new ChannelRule { Channel = "42", Shadow = true }] });
        worker.Start();

        await worker.PublishAsync(WorkerHarness.Message(GuildId, offence) with { ChannelId = 50, ParentChannelId = 42 });
        await worker.UntilAsync("action_events", 1, "it is acted on");

        Assert.Equal(1, await worker.CountAsync("action_events WHERE status = 'shadowed'"));
    }

    [Fact]
    public async Task Who_is_banned_everywhere_is_removed_where_the_community_does_not_decline()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        await worker.AddModeratorAsync(2002, WorkerHarness.Configuration with { Rules = new RuleSet { GlobalBans = false } });
        worker.Start(("GlobalBans:UserIds", "13, 14"));

        await worker.PublishAsync(WorkerHarness.Message(GuildId, "hello", authorId: 14));
        await worker.PublishAsync(WorkerHarness.Message(GuildId, "hello", authorId: 15));
        await worker.PublishAsync(WorkerHarness.Message(2002, "hello", authorId: 14));
        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 3, "all are judged");

        Assert.Equal(1, await worker.CountAsync("action_events WHERE platform_user_id = '14' AND guild_id = 1001 AND action_type = 'timeout'"));
        Assert.Equal(1, await worker.CountAsync("action_events"));
    }

    [Fact]
    public async Task Each_verdict_says_how_it_came_about()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        var moderator = await worker.AddModeratorAsync(GuildId, WorkerHarness.Configuration with
        {
            ReviewMode = ReviewMode.Suspicious,
            SampleShare = 0,
            Rules = new RuleSet { Caps = new CapsRule { Severity = 0.4, Shadow = true } },
        });
        worker.Start();
        string[] texts = ["free nitro", "good morning everyone, coffee is ready", "YOU FUCKING STUPID BASTARD GO AWAY BAD"];

        foreach (var text in texts)
        {
            await worker.PublishAsync(WorkerHarness.Message(GuildId, text));
        }

        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 3, "all are judged");
        await using var db = worker.Database.CreateContext();
        var explanations = await db.Evaluations.OrderBy(e => e.MessageId).Select(e => Explanation.Parse(e.Explanation!)).ToListAsync(Stop);
        Assert.Equal(
            new Explanation(Rule: "keyword_rules[0]", Metric: "keyword", Value: 1, Threshold: 0, Confidence: 1, ConfigVersion: moderator.Version),
            explanations[0]);
        Assert.Equal(("triage.flagged", null, moderator.Version), (explanations[1].Metric, explanations[1].Note, explanations[1].ConfigVersion));
        Assert.InRange(explanations[1].Value!.Value, 0, explanations[1].Threshold!.Value);
        Assert.StartsWith("rules.caps, which only watches, matches:", explanations[2].Note, StringComparison.Ordinal);
    }
}
