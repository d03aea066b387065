using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

public sealed class SequenceTrackerTests
{
    [Fact]
    public void A_number_counts_only_when_all_before_it_are_done()
    {
        var tracker = new SequenceTracker(10);
        var first = tracker.Receive(11);
        var second = tracker.Receive(12);
        var third = tracker.Receive(13);

        third.Done();
        second.Done();
        Assert.Equal(10, tracker.Acknowledged);

        first.Done();
        Assert.Equal(13, tracker.Acknowledged);
    }

    [Fact]
    public void A_frame_that_could_not_be_read_leaves_a_gap_that_holds_nothing_up()
    {
        var tracker = new SequenceTracker(0);

        tracker.Receive(1).Done();
        tracker.Receive(3).Done();

        Assert.Equal(3, tracker.Acknowledged);
    }

    [Fact]
    public void An_event_that_comes_again_does_not_move_the_number_back()
    {
        var tracker = new SequenceTracker(0);
        tracker.Receive(5).Done();

        tracker.Receive(4).Done();

        Assert.Equal(5, tracker.Acknowledged);
    }

    [Fact]
    public async Task Events_may_finish_on_many_threads_at_once()
    {
        var tracker = new SequenceTracker(0);
        var entries = Enumerable.Range(1, 10_000).Select(n => tracker.Receive(n)).ToList();

        await Parallel.ForEachAsync(entries.Skip(1), TestContext.Current.CancellationToken, (entry, _) =>
        {
            entry.Done();
            return ValueTask.CompletedTask;
        });
        Assert.Equal(0, tracker.Acknowledged);
        entries[0].Done();

        Assert.Equal(10_000, tracker.Acknowledged);
    }

    [Fact]
    public void A_gap_would_begin_at_the_newest_message_of_which_all_before_it_are_done()
    {
        var noon = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        var tracker = new SequenceTracker(0, noon);
        var first = tracker.Receive(1, noon.AddSeconds(1));
        tracker.Receive(2).Done();
        tracker.Receive(3, noon.AddSeconds(3)).Done();
        Assert.Equal(noon, tracker.HappenedAt);

        first.Done();

        Assert.Equal(noon.AddSeconds(3), tracker.HappenedAt);
    }
}
