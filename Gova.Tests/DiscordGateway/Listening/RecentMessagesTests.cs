using Gova.DiscordGateway.Listening;

namespace Gova.Tests.DiscordGateway.Listening;

public sealed class RecentMessagesTests
{
    [Fact]
    public void A_revision_of_a_message_is_claimed_once()
    {
        var recent = new RecentMessages();

        Assert.True(recent.TryClaim(1, revision: 0));
        Assert.False(recent.TryClaim(1, revision: 0));
        Assert.True(recent.TryClaim(1, revision: 5));
    }

    [Fact]
    public void It_forgets_the_oldest()
    {
        var recent = new RecentMessages(capacity: 2);
        Assert.All(Enumerable.Range(1, 3), id => Assert.True(recent.TryClaim(id, revision: 0)));

        Assert.False(recent.TryClaim(3, revision: 0));
        Assert.False(recent.TryClaim(2, revision: 0));
        Assert.True(recent.TryClaim(1, revision: 0));
    }
}
