using Gova.Moderation.Policy;
using Gova.Moderation.Rules;

namespace Gova.Tests.Moderation.Rules;

public sealed class FloodWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    private readonly FloodWindow _window = new();

    [Fact]
    public void Messages_within_the_window_count_for_their_author()
    {
        Assert.Equal(1, Add(author: 1, message: 1, second: 0).Messages);
        Assert.Equal(1, Add(author: 2, message: 2, second: 1).Messages);
        Assert.Equal(2, Add(author: 1, message: 3, second: 9).Messages);
        Assert.Equal(2, Add(author: 1, message: 4, second: 12).Messages);
        Assert.Equal(1, Add(author: 1, message: 5, second: 60).Messages);
    }

    [Fact]
    public void The_same_text_is_counted_over_channels()
    {
        Add(author: 1, message: 1, second: 0, channel: 1, text: 7);
        Add(author: 1, message: 2, second: 1, channel: 2, text: 7);
        Add(author: 1, message: 3, second: 1, channel: 3, text: 8);

        Assert.Equal(new FloodCounts(4, 3, 2), Add(author: 1, message: 4, second: 2, channel: 2, text: 7));
        Assert.Equal(new FloodCounts(5, 1, 1), Add(author: 1, message: 5, second: 2, channel: 2, text: 0));
        Assert.Equal(new FloodCounts(6, 1, 1), Add(author: 1, message: 6, second: 2, channel: 2, text: 0));
    }

    [Fact]
    public void A_message_counts_once_however_often_it_comes()
    {
        Add(author: 1, message: 1, second: 0);
        var counts = Add(author: 1, message: 2, second: 1);
        Add(author: 1, message: 3, second: 2);

        Assert.Equal(counts, Add(author: 1, message: 2, second: 1));
        Assert.Equal(4, Add(author: 1, message: 4, second: 3).Messages);
    }

    [Fact]
    public void Memory_is_bounded_and_the_oldest_is_forgotten()
    {
        var window = new FloodWindow(capacity: 100);
        for (var i = 0; i < 1_000; i++)
        {
            window.Add(i, 1, i, 0, Start, Within);
            window.Add(9_999, 1, 10_000 + i, 0, Start, Within);
        }

        Assert.Equal(1, window.Add(1, 1, 20_000, 0, Start, Within).Messages);
        Assert.Equal(2, window.Add(999, 1, 20_001, 0, Start, Within).Messages);
        Assert.Equal(FloodWindow.Remembered, window.Add(9_999, 1, 20_002, 0, Start, Within).Messages);
    }

    [Fact]
    public void It_grows_without_forgetting_what_still_counts()
    {
        for (var i = 0; i < 5; i++)
        {
            Add(author: 1, message: i, second: 0);
        }

        for (var i = 0; i < 500; i++)
        {
            Add(author: 100 + i, message: 100 + i, second: 1);
        }

        Assert.Equal(6, Add(author: 1, message: 1_000, second: 2).Messages);
    }

    [Theory]
    [InlineData("hello", "hello", "HELLO", "rules.flood", "flood.same_text", 3d, 2d)]
    [InlineData("one", "two", "three", null, null, null, null)]
    public void The_rule_tells_a_flood(
        string first, string second, string third, string? rule, string? metric, double? value, double? threshold)
    {
        var rules = new MessageRules(new ModeratorConfiguration { Rules = new() { Flood = new() { Messages = 3, SameText = 2, Channels = 2, Seconds = 5 } } });

        Assert.Null(rules.Match(Facts(first, 1), _window));
        Assert.Null(rules.Match(Facts(second, 2), _window));
        var match = rules.Match(Facts(third, 3), _window);

        Assert.Equal((rule, metric, value, threshold), (match?.Rule, match?.Metric, match?.Value, match?.Threshold));
        Assert.Equal(rule is null ? "flood.messages" : "flood.same_text", rules.Match(Facts(third, 4), _window)!.Metric);
    }

    [Fact]
    public void The_same_text_in_many_channels_is_told_first()
    {
        var rules = new MessageRules(new ModeratorConfiguration { Rules = new() { Flood = new() { Messages = 2, Channels = 2 } } });
        rules.Match(new MessageFacts("buy", 1, 1, 1, Start), _window);
        rules.Match(new MessageFacts("buy", 1, 2, 2, Start), _window);

        Assert.Equal("The same text in 3 channels within 10 s.", rules.Match(new MessageFacts("b u y", 1, 3, 3, Start), _window)!.Reason);
    }

    private static MessageFacts Facts(string text, long message) => new(text, 1, 2, message, Start.AddSeconds(message));

    private FloodCounts Add(long author, long message, int second, long channel = 1, ulong text = 0) =>
        _window.Add(author, channel, message, text, Start.AddSeconds(second), Within);
}
