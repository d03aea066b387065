using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Gova.Moderation.Policy;
using Gova.Moderation.Reputation;

namespace Gova.Tests.Moderation.Reputation;

public sealed class BehaviourRecordTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly Arbitrary<BehaviourEvent[]> Histories = Arb.From(BuildHistories());

    [Fact]
    public void Who_did_nothing_has_the_best_score() => Assert.Equal(1, BehaviourRecord.Empty.Score(Now));

    [Fact]
    public void A_clean_message_moves_nothing()
    {
        var clean = BehaviourEvent.Message(Guid.NewGuid(), BehaviourScore.CleanUpTo, Now);

        Assert.Same(BehaviourRecord.Empty, BehaviourRecord.Empty.After(clean, Now));
        Assert.Equal(0, BehaviourScore.WeightOf(double.NaN));
    }

    [Fact]
    public void A_ban_weighs_more_than_a_timeout_a_warning_and_a_deletion()
    {
        ActionType[] order = [ActionType.Notify, ActionType.Delete, ActionType.Warn, ActionType.Timeout, ActionType.Kick, ActionType.Ban];

        var scores = order.Select(type => BehaviourRecord.Empty.After(BehaviourEvent.Action(Guid.NewGuid(), type, Now), Now).Score(Now)).ToList();

        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(order.Length, scores.Distinct().Count());
    }

    [Fact]
    public void After_a_half_life_an_event_weighs_half()
    {
        var record = BehaviourRecord.Empty.After(BehaviourEvent.Action(Guid.NewGuid(), ActionType.Ban, Now), Now);

        Assert.Equal(Math.Exp(-1), record.Score(Now), 9);
        Assert.Equal(Math.Exp(-0.5), record.Score(Now + BehaviourScore.HalfLife), 9);
    }

    [Fact]
    public void Who_takes_back_a_verdict_takes_back_its_actions()
    {
        var (evaluation, action, other) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var record = After(
            BehaviourEvent.Message(evaluation, 0.9, Now.AddHours(-3)),
            BehaviourEvent.Action(action, ActionType.Timeout, Now.AddHours(-3), evaluation),
            BehaviourEvent.Message(other, 0.5, Now.AddHours(-2)));

        var withoutAction = record.After(BehaviourEvent.Overturn(action, Now), Now);
        var withoutBoth = record.After(BehaviourEvent.Overturn(evaluation, Now), Now);

        Assert.Equal(After(record.Events[0], record.Events[2]).Score(Now), withoutAction.Score(Now), 9);
        Assert.Equal(After(record.Events[2]).Score(Now), withoutBoth.Score(Now), 9);
    }

    [Fact]
    public void The_events_that_moved_the_score_are_told_the_newest_first()
    {
        var (evaluation, action) = (Guid.NewGuid(), Guid.NewGuid());
        var record = After(
            BehaviourEvent.Message(evaluation, 1, Now.AddDays(-14)),
            BehaviourEvent.Action(action, ActionType.Ban, Now.AddDays(-14), evaluation),
            BehaviourEvent.Overturn(action, Now));

        var steps = record.Explain(Now);

        Assert.Equal([BehaviourEventKind.Overturned, BehaviourEventKind.Action, BehaviourEventKind.Message], steps.Select(step => step.Event.Kind));
        Assert.Equal([false, true, false], steps.Select(step => step.IsOverturned));
        Assert.Equal(Math.Exp(-0.3) - 1, steps[2].Change, 9);
        Assert.Equal(Math.Exp(-1.3) - Math.Exp(-0.3), steps[1].Change, 9);
        Assert.Equal(Math.Exp(-0.15) - Math.Exp(-0.65), steps[0].Change, 9);
        Assert.Equal([0, 0, 0.15], steps.Select(step => Math.Round(step.Burden, 9)));
    }

    [Fact]
    public void It_is_stored_as_a_list_that_says_what_each_event_changed()
    {
        var evaluation = Guid.NewGuid();
        var action = Guid.NewGuid();
        var record = After(
            BehaviourEvent.Message(evaluation, 1, Now), BehaviourEvent.Action(action, ActionType.Timeout, Now.AddSeconds(1), evaluation));

        var stored = JsonDocument.Parse(record.ToJson()).RootElement;

        Assert.Equal(
            $$"""{"kind":"message","at":"2026-11-21T12:00:00+00:00","change":-0.259182,"weight":0.3,"id":"{{evaluation}}","severity":1}""",
            stored[1].GetRawText());
        Assert.Equal(
            ("action", "timeout", evaluation.ToString()),
            (stored[0].GetProperty("kind").GetString(), stored[0].GetProperty("type").GetString(), stored[0].GetProperty("event_id").GetString()));
        Assert.Equal(1, BehaviourRecord.Parse("[]").Score(Now));
        Assert.Throws<JsonException>(() => BehaviourRecord.Parse("null"));
        Assert.Throws<JsonException>(() => BehaviourRecord.Parse("""[{"kind":"gossip","at":"2026-11-21T12:00:00+00:00"}]"""));
    }

    [Fact]
    public void A_long_history_keeps_its_weight_and_only_its_newest_events()
    {
        var events = Enumerable.Range(0, 3 * BehaviourRecord.Capacity)
            .Select(i => BehaviourEvent.Message(Guid.NewGuid(), 0.5, Now.AddHours(i - 200))).ToArray();

        var record = After(events);

        Assert.Equal(BehaviourRecord.Capacity, record.Events.Count);
        Assert.Equal(Math.Exp(-events.Sum(e => e.Weight * Math.Pow(0.5, (Now - e.At) / BehaviourScore.HalfLife))), record.Score(Now), 9);
        Assert.Equal(record.Score(Now), BehaviourRecord.Parse(record.ToJson()).Score(Now), 9);
        Assert.Same(record, record.After(events[0], Now));
    }

    [Fact]
    public void Whatever_happened_the_score_is_from_0_to_1_and_recovers() => Hold(history =>
    {
        var record = After(history);
        var score = record.Score(Now);
        Assert.InRange(score, 0, 1);
        for (var days = 1; days < 200; days += 7)
        {
            var later = record.Score(Now.AddDays(days));
            Assert.InRange(later, score, 1);
            score = later;
        }
    });

    [Fact]
    public void The_order_in_which_events_become_known_makes_no_difference() => Hold(history =>
    {
        Assert.Equal(After(history).ToJson(), After([.. history.Reverse()]).ToJson());
        Assert.Equal(After(history).ToJson(), After([.. history, .. history]).ToJson());
    });

    [Fact]
    public void Two_records_together_know_what_each_knows() => Hold(history =>
    {
        var half = history.Length / 2;
        Assert.Equal(After(history).ToJson(), After(history[..half]).With(After(history[half..]), Now).ToJson());
    });

    [Fact]
    public void An_event_only_lowers_the_score_and_overturning_it_returns_at_least_what_was() => Hold(history =>
    {
        var before = After(history);
        foreach (var added in new[]
        {
            BehaviourEvent.Message(Guid.NewGuid(), 0.7, Now), BehaviourEvent.Action(Guid.NewGuid(), ActionType.Kick, Now),
        })
        {
            var after = before.After(added, Now);
            Assert.True(after.Score(Now) < before.Score(Now));
            Assert.True(after.After(BehaviourEvent.Overturn(added.Id, Now.AddDays(1)), Now.AddDays(1)).Score(Now.AddDays(1)) >= before.Score(Now) - 1e-12);
        }

        foreach (var known in history)
        {
            Assert.True(before.After(BehaviourEvent.Overturn(known.Id, Now), Now).Score(Now) >= before.Score(Now));
        }
    });

    [Fact]
    public void What_is_stored_reads_the_same() => Hold(history =>
    {
        var record = After(history);

        Assert.Equal(record.ToJson(), BehaviourRecord.Parse(record.ToJson()).ToJson());
        Assert.Equal(record.Score(Now), BehaviourRecord.Parse(record.ToJson()).Score(Now), 9);
    });

    [Fact]
    public void The_changes_add_up_to_the_score() => Hold(history =>
    {
        // At one moment nothing recovers in between.
        var record = After([.. history.Select(e => e with { At = Now })]);

        Assert.Equal(record.Score(Now), 1 + record.Explain(Now).Sum(step => step.Change), 9);
    });

    private static void Hold(Action<BehaviourEvent[]> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Histories, property));

    private static BehaviourRecord After(params BehaviourEvent[] events) =>
        events.Aggregate(BehaviourRecord.Empty, (record, e) => record.After(e, Now));

    private static Gen<BehaviourEvent[]> BuildHistories()
    {
        // Few ids and times, so that some are the same.
        var ids = Gen.Choose(1, 6).Select(id => new Guid(id, 0, 0, new byte[8]));
        var times = Gen.Choose(0, 20).Select(days => Now.AddDays(-days));
        var messages = from id in ids
                       from severity in Gen.Elements(0, 0.2, 0.3, 0.7, 1)
                       from at in times
                       select BehaviourEvent.Message(id, severity, at);
        var actions = from id in ids
                      from evaluation in ids
                      from type in Gen.Elements(ActionType.Reply, ActionType.Delete, ActionType.Warn, ActionType.Timeout, ActionType.Ban)
                      from at in times
                      select BehaviourEvent.Action(new Guid([.. id.ToByteArray().Reverse()]), type, at, evaluation);
        var overturned = from id in ids
                         from at in times
                         select BehaviourEvent.Overturn(id, at);
        return Gen.ArrayOf(Gen.OneOf(messages, actions, overturned)).Select(events => events.DistinctBy(e => (e.Kind, e.Id)).ToArray());
    }
}
