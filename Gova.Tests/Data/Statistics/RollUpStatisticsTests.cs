using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Data.Statistics;
using Gova.Messaging;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Data.Statistics;

public sealed class RollUpStatisticsTests(LocalServices services)
{
    private static readonly DateTimeOffset Slot = new(2026, 11, 20, 12, 15, 0, TimeSpan.Zero);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_often_it_runs_each_evaluation_and_action_counts_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        await RecordAsync(database,
            At(Samples.Evaluation(moderator, 1), 0, 0.1f),
            At(Samples.Evaluation(moderator, 2, action: ActionStatus.AwaitingApproval, createdAt: Slot.AddMinutes(14)), 14, 0.9f),
            At(Samples.Evaluation(moderator, 3, action: ActionStatus.Shadowed, createdAt: Slot.AddMinutes(14)), 14, 0.3f),
            At(Samples.Evaluation(moderator, 4), 15, 0.5f));
        await MoveActionsAsync(database, Slot.AddMinutes(14));
        var rollUp = RollUp(database);

        await rollUp.ExecuteAsync(Stop);
        await rollUp.ExecuteAsync(Stop);

        await using var db = database.CreateContext();
        var quarters = await db.QuarterHourStats.OrderBy(s => s.At).ToListAsync(Stop);
        Assert.Equal([Slot, Slot.AddMinutes(15)], quarters.Select(q => q.At));
        var first = quarters[0];
        Assert.Equal((3, 2, 1, 1, 0, 0, 1), (first.Evaluations, first.Flagged, first.Fine, first.Minor, first.Moderate, first.Serious, first.Severe));
        Assert.Equal(1, first.Actions);
        Assert.Equal("""{"delete": {"shadowed": 1, "awaiting_approval": 1}}""", first.ActionsByType);
        Assert.Equal((1, 1), (quarters[1].Evaluations, quarters[1].Moderate));
    }

    [Fact]
    public async Task Verdicts_decisions_and_messages_that_come_late_are_counted_where_they_belong()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var waiting = Samples.Evaluation(moderator, 1, reviewPriority: 0, createdAt: Slot) with { SeverityScore = null };
        await RecordAsync(database, waiting, At(Samples.Evaluation(moderator, 2, action: ActionStatus.AwaitingApproval, createdAt: Slot), 0, 0.7f));
        await MoveActionsAsync(database, Slot);
        await RollUp(database).ExecuteAsync(Stop);
        Assert.Equal("""2 (1 pending) 1 flagged 0 severe {"delete": {"awaiting_approval": 1}}""", await ShowAsync(database));

        await database.ScalarAsync<int>("UPDATE evaluation_events SET status = 'judged', severity_score = 0.9 WHERE message_id = 1", Stop);
        await database.ScalarAsync<int>("UPDATE action_events SET status = 'rejected'", Stop);
        await RecordAsync(database, At(Samples.Evaluation(moderator, 3), 1, 0f));
        await RollUp(database).ExecuteAsync(Stop);

        Assert.Equal("""3 (0 pending) 2 flagged 1 severe {"delete": {"rejected": 1}}""", await ShowAsync(database));
    }

    [Fact]
    public async Task What_a_transaction_wrote_that_was_still_running_is_counted_the_next_time()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        await using var slow = await database.DataSource.OpenConnectionAsync(Stop);
        await using var transaction = await slow.BeginTransactionAsync(Stop);
        await RecordEvaluations.InsertAsync(slow, [At(Samples.Evaluation(moderator, 1), 0, 0f)], Stop);
        await RecordAsync(database, At(Samples.Evaluation(moderator, 2), 0, 0f));
        await RollUp(database).ExecuteAsync(Stop);
        Assert.Equal("1 (0 pending) 0 flagged 0 severe {}", await ShowAsync(database));

        await transaction.CommitAsync(Stop);
        await RollUp(database).ExecuteAsync(Stop);

        Assert.Equal("2 (0 pending) 0 flagged 0 severe {}", await ShowAsync(database));
    }

    [Fact]
    public async Task What_was_counted_stays_when_its_month_is_dropped_even_if_an_edit_of_then_comes()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        await RecordAsync(database, At(Samples.Evaluation(moderator, 1), 0, 0f), At(Samples.Evaluation(moderator, 2), 0, 0f));
        await RollUp(database).ExecuteAsync(Stop);
        await using (var connection = await database.DataSource.OpenConnectionAsync(Stop))
        {
            await Partitions.MaintainAsync(connection, Slot.AddMonths(14), Stop);
        }

        await RecordAsync(database, At(Samples.Evaluation(moderator, 3), 0, 0f));
        var later = new FakeClock();
        later.Advance(TimeSpan.FromDays(430));
        await new RollUpStatistics(database.DataSource, later).ExecuteAsync(Stop);

        Assert.Equal("2 (0 pending) 0 flagged 0 severe {}", await ShowAsync(database));
    }

    [Fact]
    public async Task One_host_counts_at_a_time()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var other = await database.DataSource.OpenConnectionAsync(Stop);
        await using var transaction = await other.BeginTransactionAsync(Stop);
        await using (var gate = other.CreateCommand())
        {
            gate.CommandText = $"SELECT pg_advisory_xact_lock({0x676F7661_73746174})";
            await gate.ExecuteNonQueryAsync(Stop);
        }

        Assert.Null(await RollUp(database).ExecuteAsync(Stop));
        await transaction.RollbackAsync(Stop);
        Assert.Equal(0, await RollUp(database).ExecuteAsync(Stop));
    }

    private static RollUpStatistics RollUp(TestDatabase database) => new(database.DataSource, new FakeClock());

    private static EvaluationRecord At(EvaluationRecord record, int minute, float severity) =>
        record with { CreatedAt = Slot.AddMinutes(minute), SeverityScore = severity };

    private static Task<IReadOnlySet<Guid>> RecordAsync(TestDatabase database, params EvaluationRecord[] records) =>
        new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System).ExecuteAsync(records, Stop);

    /// <summary>Actions are made now; these belong to the quarter.</summary>
    private static Task<int> MoveActionsAsync(TestDatabase database, DateTimeOffset to) =>
        database.ScalarAsync<int>($"UPDATE action_events SET created_at = '{to:O}'", Stop);

    private static Task<string?> ShowAsync(TestDatabase database) => database.ScalarAsync<string>(
        """
        SELECT format('%s (%s pending) %s flagged %s severe %s', evaluations, pending, flagged, severe, actions_by_type) FROM quarter_hour_stats
        """, Stop);
}
