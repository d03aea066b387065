using Gova.Moderation.Reputation;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Moderation.Reputation;

public sealed class BehaviourScoresTests
{
    private static readonly Guid Moderator = Guid.NewGuid();

    private readonly FakeClock _time = new();

    [Fact]
    public void A_score_falls_with_severe_messages_and_recovers_with_clean_ones()
    {
        var scores = new BehaviourScores(_time);
        Assert.Equal(0.8, scores.Preview(Moderator, 1, 1), 6);
        Assert.Equal(0.8, scores.Preview(Moderator, 1, 1), 6);

        scores.Add(Moderator, 1, 1);

        Assert.Equal(1 - (2 / 6d), scores.Preview(Moderator, 1, 1), 6);
        Assert.Equal(1 - (1 / 6d), scores.Preview(Moderator, 1, 0), 6);
        Assert.Equal(1, scores.Preview(Moderator, 2, 0), 6);
    }

    [Fact]
    public void What_was_long_ago_counts_less()
    {
        var scores = new BehaviourScores(_time);
        scores.Add(Moderator, 1, 1);

        _time.Advance(BehaviourScores.HalfLife);

        Assert.Equal(1 - (0.5 / 5.5), scores.Preview(Moderator, 1, 0), 6);
    }

    [Fact]
    public void Memory_is_bounded_and_forgets_the_silent_first()
    {
        var scores = new BehaviourScores(_time, capacity: 100);
        scores.Add(Moderator, 1, 1);
        scores.Add(Moderator, 2, 1);
        for (var author = 1_000; author < 1_200; author++)
        {
            scores.Add(Moderator, author, 0);
            scores.Add(Moderator, 1, 1);
        }

        Assert.Equal(1, scores.Preview(Moderator, 2, 0), 6);
        Assert.True(scores.Preview(Moderator, 1, 1) < 0.1);
    }
}
