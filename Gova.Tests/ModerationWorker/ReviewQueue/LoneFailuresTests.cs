using Gova.ModerationWorker.ReviewQueue;

namespace Gova.Tests.ModerationWorker.ReviewQueue;

public sealed class LoneFailuresTests
{
    private readonly LoneFailures _failures = new();

    [Fact]
    public void A_review_that_fails_while_others_are_answered_is_given_up_at_the_limit()
    {
        for (var failure = 1; failure < LoneFailures.Limit; failure++)
        {
            Assert.False(_failures.Failed(1));
            _failures.Answered();
        }

        Assert.False(_failures.Failed(2));
        Assert.True(_failures.Failed(1));
    }

    [Fact]
    public void An_outage_gives_up_nothing_however_long_it_lasts()
    {
        _failures.Answered();

        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.False(_failures.Failed(1)));
    }
}
