using Gova.Moderation.Reputation;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Moderation.Reputation;

public sealed class BehaviourScoresTests
{
    private static readonly Guid Moderator = Guid.NewGuid();

    private readonly FakeClock _time = new();

    [Fact]
    public void A_score_falls_with_severe_messages_and_recovers_with_time()
    {
        var scores = new BehaviourScores(_time);
        var first = BehaviourScore.Of(BehaviourScore.WeightOf(1));
        Assert.Equal(first, scores.Preview(Moderator, 1, 1), 9);
        Assert.Equal(1, scores.Score(Moderator, 1), 9);

        scores.Add(Moderator, 1, Message(1));

        Assert.Equal(first, scores.Score(Moderator, 1), 9);
        Assert.Equal(first * first, scores.Preview(Moderator, 1, 1), 9);
        Assert.Equal(first, scores.Preview(Moderator, 1, 0), 9);
        Assert.Equal(1, scores.Score(Moderator, 2), 9);
        Assert.Equal(1, scores.Score(Guid.NewGuid(), 1), 9);

        _time.Advance(BehaviourScore.HalfLife);

        Assert.Equal(Math.Sqrt(first), scores.Score(Moderator, 1), 9);
    }

    [Fact]
    public void A_stored_record_is_joined_with_what_is_known()
    {
        var scores = new BehaviourScores(_time);
        var (known, stored) = (Message(0.7), Message(1));
        scores.Add(Moderator, 1, known);

        scores.Load(Moderator, 1, BehaviourRecord.Empty.After(stored, _time.GetUtcNow()).After(known, _time.GetUtcNow()));

        Assert.Equal(BehaviourScore.Of(known.Weight + stored.Weight), scores.Score(Moderator, 1), 9);
        Assert.Null(scores.Find(Moderator, 2));
        Assert.Same(BehaviourRecord.Empty, scores.Load(Moderator, 2, BehaviourRecord.Empty));
        Assert.NotNull(scores.Find(Moderator, 2));
    }

    [Fact]
    public void Clean_messages_are_not_remembered()
    {
        var scores = new BehaviourScores(_time);

        scores.Add(Moderator, 1, Message(0.1));

        Assert.Null(scores.Find(Moderator, 1));
    }

    [Fact]
    public void Memory_is_bounded_and_forgets_who_was_looked_at_longest_ago()
    {
        var scores = new BehaviourScores(_time, capacity: 100);
        scores.Add(Moderator, 1, Message(1));
        scores.Add(Moderator, 2, Message(1));
        for (var author = 1_000; author < 1_200; author++)
        {
            scores.Add(Moderator, author, Message(0.5));
            Assert.True(scores.Score(Moderator, 1) < 1);
        }

        Assert.Null(scores.Find(Moderator, 2));
    }

    private BehaviourEvent Message(double severity) => BehaviourEvent.Message(Guid.NewGuid(), severity, _time.GetUtcNow());
}
