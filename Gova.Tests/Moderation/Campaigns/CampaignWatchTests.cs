using Gova.Moderation.Campaigns;

namespace Gova.Tests.Moderation.Campaigns;

public sealed class CampaignWatchTests
{
    private const string Spam = "Claim your free crypto airdrop before tonight, only for members of this server";

    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Community = Guid.NewGuid();

    private readonly CampaignWatch _watch = new();
    private long _lastMessage;

    [Fact]
    public void Three_members_with_nearly_the_same_text_are_a_campaign()
    {
        Assert.False(Say(Spam, author: 1));
        Assert.False(Say(Spam, author: 2));
        Assert.True(Say(Spam + "!", author: 3, at: Now.AddMinutes(9)));

        var campaign = Assert.Single(_watch.TakeChanged());
        Assert.Equal((Community, 3), (campaign.ModeratorId, campaign.Messages));
        Assert.Equal([1, 2, 3], campaign.Members);
        Assert.Equal([1, 2, 3], campaign.MessageIds);
        Assert.Equal((Spam + "!", Now, Now.AddMinutes(9)), (campaign.Text, campaign.FirstSeenAt, campaign.LastSeenAt));
    }

    [Fact]
    public void One_member_in_three_channels_is_a_campaign_and_in_two_is_none()
    {
        Say(Spam, channel: 1);
        Say(Spam, channel: 2);
        Assert.False(Say(Spam, channel: 2));
        Assert.True(Say(Spam, channel: 3));
    }

    [Fact]
    public void A_campaign_grows_under_one_name_while_it_goes_on()
    {
        var names = new HashSet<string>();
        for (var i = 0; i < 40; i++)
        {
            Say(Spam, author: i, at: Now.AddMinutes(3 * i));
            names.UnionWith(_watch.TakeChanged().Select(campaign => campaign.CampaignId));
        }

        Assert.Single(names);
        Say(Spam, author: 99, at: Now.AddMinutes(120));
        Assert.Equal((41, 41), _watch.TakeChanged().Select(campaign => (campaign.Messages, campaign.Members.Count)).Single());
        Assert.Empty(_watch.TakeChanged());
    }

    [Fact]
    public void What_lies_further_apart_than_the_window_does_not_belong_together()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.False(Say(Spam, author: i, at: Now.AddMinutes(6 * i * 2)));
        }
    }

    [Fact]
    public void Communities_have_campaigns_of_their_own()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.False(Say(Spam, author: i, community: Guid.NewGuid()));
        }
    }

    [Theory]
    [InlineData("lol")]
    [InlineData("gg")]
    [InlineData("good morning everyone")]
    [InlineData("happy birthday!!!")]
    [InlineData("<@1234567890> <@1234567891>")]
    [InlineData("😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂😂")]
    [InlineData("hahahahahahahahahahahaha")]
    public void Short_texts_make_none(string text)
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.False(Say(text, author: i, channel: i));
        }
    }

    [Fact]
    public void A_text_that_the_community_says_for_hours_makes_none()
    {
        const string Greeting = "Good morning everyone, coffee first, then the workbench";
        for (var quarter = 0; quarter < 12; quarter++)
        {
            // Two members at a time are none yet.
            Say(Greeting, author: quarter, at: Now.AddMinutes(15 * quarter));
        }

        Assert.DoesNotContain(true, SayOften(Greeting, 10, Now.AddHours(3)));
        Assert.Contains(true, SayOften(Spam, 10, Now.AddHours(3)));
    }

    [Fact]
    public void Where_everything_recurs_only_large_campaigns_are_told_of()
    {
        var texts = Enumerable.Range(0, 60).Select(i => new string(new Random(i).GetItems("abcdefghijkmnopqrstuvwxyz".AsSpan(), 60))).ToList();

        var told = texts.Count(text => SayOften(text, 4, Now).Contains(true));

        Assert.Equal(20, told);
        Assert.Contains(true, SayOften(Spam, 12, Now));
    }

    [Fact]
    public void Chatter_neither_hides_a_campaign_nor_fills_the_memory()
    {
        var random = new Random(1);
        for (var i = 0; i < 200_000; i++)
        {
            var text = new string(random.GetItems("abcdefghijkmnopqrstuvwxyz ".AsSpan(), 60));
            Assert.False(Say(text, author: 1_000 + (i % 5_000), at: Now.AddMilliseconds(i)));
            if (i % 20_000 == 0)
            {
                Say(Spam, author: i, at: Now.AddMilliseconds(i));
            }
        }

        Assert.Equal(10, Assert.Single(_watch.TakeChanged()).Members.Count);
    }

    private List<bool> SayOften(string text, int members, DateTimeOffset from) =>
        [.. Enumerable.Range(0, members).Select(i => Say(text, author: 100 + i, at: from.AddSeconds(i)))];

    private bool Say(string text, long author = 1, long channel = 1, DateTimeOffset? at = null, Guid? community = null) =>
        _watch.Add(community ?? Community, new CampaignMessage(++_lastMessage, author, channel, at ?? Now, text));
}
