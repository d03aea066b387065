using Gova.Data.Actions;

namespace Gova.Tests.Data.Actions;

public sealed class ReversalTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("timeout", null, "remove_timeout", "{}")]
    [InlineData("ban", null, "unban", "{}")]
    [InlineData("unban", null, "ban", "{}")]
    [InlineData("add_role", null, "remove_role", """{"role_id":"5"}""")]
    [InlineData("remove_role", """{"changed":true}""", "add_role", """{"role_id":"5"}""")]
    [InlineData("slow_mode", """{"previous":10}""", "slow_mode", """{"interval": 10}""")]
    [InlineData("pause_invites", null, "resume_invites", "{}")]
    [InlineData("remove_timeout", """{"until":"2026-11-20T12:01:00Z"}""", "timeout", """{"duration": 60}""")]
    [InlineData("resume_invites", """{"until":"2026-11-20T13:00:00Z"}""", "pause_invites", """{"duration": 3600}""")]
    public void What_an_action_did_another_takes_back(string type, string? result, string expected, string parameters)
    {
        var (reversal, objection) = Reversal.Of(Completed(type, result), Now);

        Assert.Null(objection);
        Assert.Equal((expected, parameters), (reversal!.ActionType, reversal.ActionParams));
    }

    [Theory]
    [InlineData("reply")]
    [InlineData("warn")]
    [InlineData("notify")]
    public void What_the_bot_wrote_is_deleted_where_it_stands(string type)
    {
        var (reversal, _) = Reversal.Of(Completed(type, new ActionResult(ChannelId: long.MaxValue, MessageId: 9).ToJson()), Now);

        Assert.Equal(new Reversal("delete", "{}", long.MaxValue, 9), reversal);
    }

    [Theory]
    [InlineData("kick", null, "A kick cannot be undone")]
    [InlineData("delete", null, "Deleted messages cannot")]
    [InlineData("purge", null, "Deleted messages cannot")]
    [InlineData("reply", null, "Which message")]
    [InlineData("slow_mode", "{}", "How slow")]
    [InlineData("add_role", """{"changed":false}""", "The member's roles were so before")]
    [InlineData("remove_timeout", """{"until":"2026-11-20T11:59:59Z"}""", "The timeout would be over")]
    [InlineData("resume_invites", null, "The pause would be over")]
    [InlineData("dance", null, "There is nothing that undoes dance")]
    public void What_cannot_be_undone_says_why(string type, string? result, string reason)
    {
        var (reversal, objection) = Reversal.Of(Completed(type, result), Now);

        Assert.Null(reversal);
        Assert.StartsWith(reason, objection, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_was_done_can_be_undone()
    {
        var action = Approved("ban");
        Assert.StartsWith("The action is approved", Reversal.Of(action, Now).Objection, StringComparison.Ordinal);
        action.Claim(Now, Now);
        action.Finish(ActionStatus.Failed, "Missing permission: Ban Members.", Now);
        Assert.StartsWith("The action is failed", Reversal.Of(action, Now).Objection, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_are_stored_as_text() =>
        Assert.Equal("""{"channel_id":"1","message_id":"9223372036854775807"}""", new ActionResult(1, long.MaxValue).ToJson());

    private static ActionEvent Completed(string type, string? result)
    {
        var action = Approved(type);
        action.Claim(Now, Now);
        action.Finish(ActionStatus.Completed, null, Now, result);
        return action;
    }

    private static ActionEvent Approved(string type) => ActionEvent.CreateApproved(
        Guid.NewGuid(), new NewAction(Guid.NewGuid(), "discord", 1, type, """{"role_id":"5"}""", ActionOrigin.Command, "42", 7), Now).Action;
}
