using Gova.Data.Actions;
using Gova.DiscordGateway.Actions;
using Gova.Moderation.Policy;
using Gova.Tests.Data;

namespace Gova.Tests.DiscordGateway.Actions;

public sealed class ActionParametersTests
{
    [Theory]
    [InlineData("""{"duration": 1}""", 1)]
    [InlineData("""{"duration": 2419200, "content": null}""", 2_419_200)]
    public void A_duration_is_read_in_seconds(string json, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ActionParameters.Duration(Action(json), ActionType.Timeout));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"duration": null}""")]
    [InlineData("""{"duration": "3600"}""")]
    [InlineData("""{"duration": 0}""")]
    [InlineData("""{"duration": 2419201}""")]
    [InlineData("""{"duration": 1.5}""")]
    [InlineData("[1]")]
    [InlineData("not json")]
    public void A_duration_of_another_type_or_range_is_refused(string json) =>
        Assert.Throws<InvalidParametersException>(() => ActionParameters.Duration(Action(json), ActionType.Timeout));

    [Theory]
    [InlineData(ActionType.Timeout, 2_419_200)]
    [InlineData(ActionType.PauseInvites, 86_400)]
    [InlineData(ActionType.Ban, 31_536_000)]
    public void Each_kind_has_a_longest_duration_of_its_own(ActionType type, int longest)
    {
        Assert.Equal(longest, ActionParameters.Duration(Action($$"""{"duration": {{longest}}}"""), type).TotalSeconds);
        Assert.Throws<InvalidParametersException>(() => ActionParameters.Duration(Action($$"""{"duration": {{longest + 1}}}"""), type));
    }

    [Fact]
    public void A_ban_needs_no_duration_and_no_messages_to_delete()
    {
        Assert.Null(ActionParameters.OptionalDuration(Action("{}"), ActionType.Ban));
        Assert.Equal(0, ActionParameters.DeleteMessageSeconds(Action("{}")));
        Assert.Equal(604_800, ActionParameters.DeleteMessageSeconds(Action("""{"delete_message_seconds": 604800}""")));
    }

    [Theory]
    [InlineData("""{"delete_message_seconds": 604801}""")]
    [InlineData("""{"delete_message_seconds": -1}""")]
    [InlineData("""{"delete_message_seconds": "all"}""")]
    public void Messages_are_deleted_a_week_back_at_most(string json) =>
        Assert.Throws<InvalidParametersException>(() => ActionParameters.DeleteMessageSeconds(Action(json)));

    [Fact]
    public void A_slow_mode_lasts_six_hours_at_most_and_nothing_turns_it_off()
    {
        Assert.Equal(0, ActionParameters.Interval(Action("""{"interval": 0}""")));
        Assert.Equal(21_600, ActionParameters.Interval(Action("""{"interval": 21600}""")));
        Assert.Throws<InvalidParametersException>(() => ActionParameters.Interval(Action("""{"interval": 21601}""")));
        Assert.Throws<InvalidParametersException>(() => ActionParameters.Interval(Action("{}")));
    }

    [Fact]
    public void A_purge_deletes_one_to_a_hundred_messages()
    {
        Assert.Equal(100, ActionParameters.Count(Action("""{"count": 100}""")));
        Assert.Throws<InvalidParametersException>(() => ActionParameters.Count(Action("""{"count": 101}""")));
        Assert.Throws<InvalidParametersException>(() => ActionParameters.Count(Action("""{"count": 0}""")));
        Assert.Throws<InvalidParametersException>(() => ActionParameters.Count(Action("{}")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"role_id": 5}""")]
    [InlineData("""{"role_id": "moderators"}""")]
    [InlineData("""{"role_id": "-5"}""")]
    public void A_role_is_named_by_its_id(string json)
    {
        Assert.Equal(5, ActionParameters.RoleId(Action("""{"role_id": "5"}""")));
        Assert.Throws<InvalidParametersException>(() => ActionParameters.RoleId(Action(json)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"content": "  "}""")]
    [InlineData("""{"content": 5}""")]
    [InlineData("""{"content": null}""")]
    public void A_reply_needs_words(string json) =>
        Assert.Throws<InvalidParametersException>(() => ActionParameters.Content(Action(json), ActionType.Reply));

    [Fact]
    public void A_reply_has_two_thousand_characters_at_most()
    {
        Assert.Equal(2_000, ActionParameters.Content(Action($$"""{"content": "{{new string('x', 2_000)}}"}"""), ActionType.Reply).Length);
        Assert.Throws<InvalidParametersException>(
            () => ActionParameters.Content(Action($$"""{"content": "{{new string('x', 2_001)}}"}"""), ActionType.Reply));
    }

    [Fact]
    public void The_nonce_of_an_action_is_always_the_same_and_fits()
    {
        var id = Guid.NewGuid();

        Assert.Equal(ActionNonce.Of(id), ActionNonce.Of(id));
        Assert.InRange(ActionNonce.Of(id).Length, 1, 25);
        Assert.NotEqual(ActionNonce.Of(id), ActionNonce.Of(Guid.NewGuid()));
    }

    private static ActionEvent Action(string json) => ActionEvent.CreateApproved(
        Guid.NewGuid(), new NewAction(Guid.NewGuid(), "discord", 1, "timeout", json, ActionOrigin.Command, "42"), Samples.Now).Action;
}
