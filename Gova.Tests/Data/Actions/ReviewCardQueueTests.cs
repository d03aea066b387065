using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Data.Moderators;
using Gova.Messaging;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Data.Actions;

public sealed class ReviewCardQueueTests(LocalServices services) : IAsyncLifetime
{
    private const string WithLogChannel = """{"guidelines": "Be kind to everyone.", "log_channel": "77"}""";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();
    private TestDatabase _database = null!;

    [Fact]
    public async Task A_card_is_due_for_what_awaits_approval_in_a_server_with_a_log_channel()
    {
        var action = await ProposeAsync(WithLogChannel);
        await ProposeAsync("""{"guidelines": "Be kind to everyone."}""");
        await ProposeAsync(WithLogChannel, ActionStatus.Approved);
        var queue = Queue();

        await queue.AddMissingAsync(10, Stop);
        await queue.AddMissingAsync(10, Stop);
        var card = Assert.Single(await queue.ClaimAsync(10, Lease, Stop));

        Assert.Equal((action, 77L, null, 1), (card.ActionId, card.LogChannel!.Value, card.MessageId, card.Failures));
        Assert.Equal(("hello", "Keeper", "because"), (card.Subject.Content, card.Subject.ModeratorName, card.Subject.Reason));
    }

    [Fact]
    public async Task A_log_channel_that_no_number_holds_harms_nobody_else()
    {
        await ProposeAsync("""{"guidelines": "Be kind to everyone.", "log_channel": "18446744073709551615"}""");
        await ProposeAsync(WithLogChannel);
        var queue = Queue();

        await queue.AddMissingAsync(10, Stop);

        Assert.Equal([77, long.MaxValue], (await queue.ClaimAsync(10, Lease, Stop)).Select(card => card.LogChannel!.Value).Order());
    }

    [Fact]
    public async Task One_process_has_a_card_until_its_lease_is_over()
    {
        await ProposeAsync(WithLogChannel);
        var queue = Queue();
        await queue.AddMissingAsync(10, Stop);

        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => queue.ClaimAsync(10, Lease, Stop))));
        Assert.Single(taken.SelectMany(cards => cards));

        _clock.Advance(Lease);
        Assert.Equal(2, Assert.Single(await queue.ClaimAsync(10, Lease, Stop)).Failures);
    }

    [Fact]
    public async Task What_is_shown_is_due_never_until_the_actions_status_changes_by_whatever_way()
    {
        var action = await ProposeAsync(WithLogChannel);
        var queue = Queue();
        await ShowAsync(queue);
        _clock.Advance(TimeSpan.FromDays(1_000));
        Assert.Empty(await queue.ClaimAsync(10, Lease, Stop));

        await SetStatusAsync(action, "completed");
        var card = Assert.Single(await queue.ClaimAsync(10, Lease, Stop));
        Assert.Equal((77L, 99L, ActionStatus.Completed), (card.ChannelId, card.MessageId!.Value, card.Subject.Status));
        await queue.ShownAsync(card, 77, 99, card.Subject.Status, Stop);

        await SetStatusAsync(action, "undone");
        Assert.Equal(ActionStatus.Undone, Assert.Single(await queue.ClaimAsync(10, Lease, Stop)).Subject.Status);
    }

    [Fact]
    public async Task A_change_while_a_card_is_being_shown_is_shown_next()
    {
        var action = await ProposeAsync(WithLogChannel);
        var queue = Queue();
        await queue.AddMissingAsync(10, Stop);
        var card = Assert.Single(await queue.ClaimAsync(10, Lease, Stop));

        await SetStatusAsync(action, "rejected");
        await queue.ShownAsync(card, 77, 99, ActionStatus.AwaitingApproval, Stop);

        var next = Assert.Single(await queue.ClaimAsync(10, Lease, Stop));
        Assert.Equal((99L, ActionStatus.Rejected), (next.MessageId!.Value, next.Subject.Status));
    }

    [Fact]
    public async Task A_failure_is_recorded_and_tried_again_in_its_time()
    {
        var action = await ProposeAsync(WithLogChannel);
        var queue = Queue();
        var card = await ShowAsync(queue);
        await SetStatusAsync(action, "rejected");
        card = Assert.Single(await queue.ClaimAsync(10, Lease, Stop));

        await queue.FailedAsync(card, "Unknown Message", isGone: true, TimeSpan.FromSeconds(5), Stop);

        Assert.Empty(await queue.ClaimAsync(10, Lease, Stop));
        Assert.Equal("Unknown Message", await _database.ScalarAsync<string>("SELECT last_error FROM review_cards", Stop));
        _clock.Advance(TimeSpan.FromSeconds(5));
        card = Assert.Single(await queue.ClaimAsync(10, Lease, Stop));
        Assert.Null(card.MessageId);
        await queue.FailedAsync(card, "Unknown Channel", isGone: true, null, Stop);
        _clock.Advance(TimeSpan.FromDays(1_000));
        Assert.Empty(await queue.ClaimAsync(10, Lease, Stop));
    }

    [Fact]
    public async Task A_busy_server_does_not_hold_up_the_others()
    {
        var busy = await Samples.AddModeratorAsync(_database);
        for (var message = 1; message <= 10; message++)
        {
            await ProposeAsync(WithLogChannel, of: busy, message: message);
        }

        var quiet = await ProposeAsync(WithLogChannel, message: 11);
        await _database.ScalarAsync<int>("UPDATE action_events SET guild_id = 1 WHERE message_id = 11", Stop);
        var queue = Queue();
        await queue.AddMissingAsync(20, Stop);

        var first = await queue.ClaimAsync(20, Lease, Stop);

        Assert.Equal(4, first.Count);
        Assert.Contains(first, card => card.ActionId == quiet);
    }

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(services, Stop);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private ReviewCardQueue Queue() => new(_database.DataSource, _clock);

    private static async Task<DueCard> ShowAsync(ReviewCardQueue queue)
    {
        await queue.AddMissingAsync(10, Stop);
        var card = Assert.Single(await queue.ClaimAsync(10, Lease, Stop));
        await queue.ShownAsync(card, 77, 99, card.Subject.Status, Stop);
        return card;
    }

    private async Task<Guid> ProposeAsync(
        string conf, ActionStatus status = ActionStatus.AwaitingApproval, Moderator? of = null, long message = 1)
    {
        var moderator = of ?? await Samples.AddModeratorAsync(_database);
        await _database.ScalarAsync<int>($"UPDATE moderators SET conf = '{conf}' WHERE moderator_id = '{moderator.ModeratorId}'", Stop);
        var evaluation = Samples.Evaluation(moderator.ModeratorId, message, action: status);
        await new RecordEvaluations(_database.DataSource, new Topics(), TimeProvider.System).ExecuteAsync([evaluation], Stop);
        // The clock of the queue stands still elsewhere.
        await _database.ScalarAsync<int>("UPDATE action_events SET expires_at = 'infinity'", Stop);
        return await _database.ScalarAsync<Guid>($"SELECT action_id FROM action_events WHERE event_id = '{evaluation.EventId}'", Stop);
    }

    private Task<int> SetStatusAsync(Guid action, string status) =>
        _database.ScalarAsync<int>($"UPDATE action_events SET status = '{status}' WHERE action_id = '{action}'", Stop);
}
