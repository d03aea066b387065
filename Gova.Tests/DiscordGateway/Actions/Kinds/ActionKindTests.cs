using Gova.Data.Actions;
using Gova.Tests.DiscordGateway.Actions.Crashes;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;

namespace Gova.Tests.DiscordGateway.Actions.Kinds;

/// <summary>Every kind of action: what it does to Discord, what undoes it, and what stands against it.</summary>
public sealed class ActionKindTests(ActionKindTests.Server server) : IClassFixture<ActionKindTests.Server>
{
    private const string Role = "100000000000000101";
    private const string BotRole = "100000000000000102";
    private const string Moderator = "100000000000000104";
    private const string Bot = "100000000000000002";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly ExecutorStage _stage = server.Stage;

    [Theory]
    [InlineData("reply", """{"content": "Please be kind."}""", "reply", "delete")]
    [InlineData("warn", """{"content": "Please be kind."}""", "open_direct_channel,message", "delete")]
    [InlineData("notify", """{"content": "Look at that."}""", "message", "delete")]
    [InlineData("timeout", """{"duration": 2419200}""", "timeout", "timeout_cleared")]
    [InlineData("ban", """{"delete_message_seconds": 604800}""", "ban", "unban")]
    [InlineData("add_role", $$"""{"role_id": "{{Role}}"}""", "add_role", "remove_role")]
    [InlineData("slow_mode", """{"interval": 21600}""", "slow_mode", "slow_mode")]
    [InlineData("pause_invites", """{"duration": 86400}""", "pause_invites", "resume_invites")]
    public async Task What_was_done_is_undone_and_marked_so_and_even_the_undo_can_be_undone(string type, string parameters, string done, string undone)
    {
        var (action, _) = await DoAsync(type, parameters, done);

        var undo = await UndoAsync(action);

        Assert.Equal(undone, await _stage.LastEffectsAsync(1));
        Assert.Equal((ActionStatus.Completed, ActionOrigin.Undo), (undo.Status, undo.Origin));
        Assert.Equal(ActionStatus.Undone, (await _stage.ReadAsync(action.ActionId)).Status);
        if (undone != "delete")
        {
            await UndoAsync(undo);
            Assert.Equal(done, await _stage.LastEffectsAsync(1));
        }
    }

    [Theory]
    [InlineData("kick", "{}", "kick")]
    [InlineData("delete", "{}", "delete")]
    [InlineData("purge", """{"count": 1}""", "delete")]
    public async Task What_cannot_be_undone_says_so(string type, string parameters, string done)
    {
        var (action, _) = await DoAsync(type, parameters, done);

        Assert.NotNull((await _stage.UndoAsync(action.ActionId)).Objection);
    }

    [Fact]
    public async Task An_undo_of_what_was_taken_back_by_hand_is_done_without_a_fuss()
    {
        var (ban, member) = await DoAsync("ban", "{}", "ban");
        await _stage.DoByHandAsync(HttpMethod.Delete, $"guilds/{SimulatorApp.DemoGuild}/bans/{member}");
        Assert.Equal(ActionStatus.Completed, (await UndoAsync(ban)).Status);

        var (reply, _) = await DoAsync("reply", """{"content": "Please be kind."}""", "reply");
        var result = ActionResult.Parse(reply.Result);
        await _stage.DoByHandAsync(HttpMethod.Delete, $"channels/{result.ChannelId}/messages/{result.MessageId}");
        Assert.Equal(ActionStatus.Completed, (await UndoAsync(reply)).Status);
    }

    [Fact]
    public async Task A_slow_mode_goes_back_to_what_it_was_and_not_to_none()
    {
        var (_, member) = await DoAsync("slow_mode", """{"interval": 30}""", "slow_mode");
        var said = await _stage.Discord.SayAsync("hello", $"{member}");
        var second = await _stage.ExecuteAsync("slow_mode", """{"interval": 60}""", "", said);
        await UndoAsync(second);

        var effect = (await _stage.Discord.EffectsAsync())[^1]!;
        Assert.Equal(("slow_mode", "30"), ((string)effect["kind"]!, (string)effect["detail"]!));
    }

    [Fact]
    public async Task A_role_that_the_member_had_before_is_not_taken_by_an_undo()
    {
        var member = await _stage.JoinAsync("regular");
        await _stage.DoByHandAsync(HttpMethod.Put, $"guilds/{SimulatorApp.DemoGuild}/members/{member}/roles/{Role}");
        var action = await _stage.ExecuteAsync("add_role", $$"""{"role_id": "{{Role}}"}""", $"{member}");

        Assert.Equal(ActionStatus.Completed, action.Status);
        Assert.StartsWith("The member's roles were so before", (await _stage.UndoAsync(action.ActionId)).Objection, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_of_invites_leaves_the_pause_of_direct_messages_alone()
    {
        await _stage.DoByHandAsync(
            HttpMethod.Put, $"guilds/{SimulatorApp.DemoGuild}/incident-actions", new { dms_disabled_until = TimeProvider.System.GetUtcNow().AddHours(3) });

        await DoAsync("pause_invites", """{"duration": 60}""", "pause_invites");

        var guild = await _stage.Discord.ReadAsync($"/api/v10/guilds/{SimulatorApp.DemoGuild}");
        Assert.NotNull(guild["incidents_data"]!["dms_disabled_until"]);
        Assert.NotNull(guild["incidents_data"]!["invites_disabled_until"]);
    }

    [Fact]
    public async Task A_member_who_takes_no_direct_messages_is_warned_in_the_channel_and_nobody_else_is_mentioned()
    {
        var member = await _stage.JoinAsync("closed");
        using (var closed = await _stage.Discord.SendAsync(HttpMethod.Patch, $"/simulator/members/{member}", new { direct_messages = false }))
        {
            closed.EnsureSuccessStatusCode();
        }

        var said = await _stage.Discord.SayAsync("hello", $"{member}");
        var action = await _stage.ExecuteAsync("warn", """{"content": "Be kind, @everyone, <@100000000000000100>."}""", $"{member}", said);

        var written = ActionResult.Parse(action.Result);
        Assert.Equal(GatewayStage.Id(said["channel_id"]!), written.ChannelId);
        var message = await _stage.Discord.ReadAsync($"/api/v10/channels/{written.ChannelId}/messages/{written.MessageId}");
        Assert.StartsWith($"<@{member}> Be kind", (string)message["content"]!, StringComparison.Ordinal);
        Assert.Equal([$"{member}"], message["mentions"]!.AsArray().Select(mentioned => mentioned!["id"]!.ToString()));
        Assert.False((bool)message["mention_everyone"]!);
    }

    [Fact]
    public async Task A_purge_deletes_the_newest_of_one_member_and_nothing_else()
    {
        var (spammer, other) = (await _stage.JoinAsync("spammer"), await _stage.JoinAsync("other"));
        var oldest = await _stage.Discord.SayAsync("buy 1", $"{spammer}");
        var expected = new List<string>();
        for (var n = 2; n <= 4; n++)
        {
            expected.Add((await _stage.Discord.SayAsync($"buy {n}", $"{spammer}"))["id"]!.ToString());
            await _stage.Discord.SayAsync("what?", $"{other}");
        }

        var before = await _stage.CountEffectsAsync();
        await _stage.ExecuteAsync("purge", """{"count": 3}""", $"{spammer}", oldest);

        Assert.Equal(expected.Order(), (await _stage.EffectsAfterAsync(before)).Select(effect => effect["message_id"]!.ToString()).Order());
    }

    [Fact]
    public async Task A_ban_reaches_somebody_who_has_left_and_a_kick_says_that_nobody_is_there()
    {
        var member = await _stage.JoinAsync("gone");
        using (var left = await _stage.Discord.SendAsync(HttpMethod.Delete, $"/simulator/members/{member}"))
        {
            left.EnsureSuccessStatusCode();
        }

        Assert.Equal("Unknown member: the author has left the server.", (await _stage.ExecuteAsync("kick", "{}", $"{member}")).ErrorMsg);
        Assert.Equal(ActionStatus.Completed, (await _stage.ExecuteAsync("ban", "{}", $"{member}")).Status);
    }

    [Theory]
    [InlineData("timeout", """{"duration": 60}""", Bot, "Immune member")]
    [InlineData("ban", "{}", Bot, "Immune member")]
    [InlineData("ban", "{}", SimulatorApp.Owner, "Immune member")]
    [InlineData("kick", "{}", SimulatorApp.Owner, "Immune member")]
    [InlineData("timeout", """{"duration": 60}""", Moderator, "Immune member")]
    [InlineData("unban", "{}", Moderator, "Unknown ban")]
    [InlineData("add_role", $$"""{"role_id": "{{BotRole}}"}""", Moderator, "")]
    [InlineData("add_role", """{"role_id": "7"}""", Moderator, "")]
    [InlineData("notify", """{"content": ""}""", "", "The notify's content")]
    public async Task What_must_not_be_done_fails_with_its_reason_and_does_nothing(string type, string parameters, string target, string reason)
    {
        var before = await _stage.CountEffectsAsync();

        var action = await _stage.ExecuteAsync(type, parameters, target);

        Assert.Equal(ActionStatus.Failed, action.Status);
        Assert.NotEmpty(action.ErrorMsg!);
        Assert.StartsWith(reason, action.ErrorMsg, StringComparison.Ordinal);
        Assert.Equal(before, await _stage.CountEffectsAsync());
    }

    [Fact]
    public async Task Without_a_log_channel_a_notice_fails_and_says_so()
    {
        await using var stage = await ExecutorStage.CreateAsync(server.Services);
        await stage.Database.ScalarAsync<int>("UPDATE moderators SET conf = conf - 'log_channel'", Stop);

        var action = await stage.ExecuteAsync("notify", """{"content": "Look at that."}""", "");

        Assert.Equal((ActionStatus.Failed, "The moderator's configuration names no log channel."), (action.Status, action.ErrorMsg));
    }

    [Fact]
    public async Task A_notice_does_not_go_to_another_servers_channel()
    {
        await using var stage = await ExecutorStage.CreateAsync(server.Services);
        await stage.PostAsync("/simulator/guilds", new { id = "900000000000000001", name = "Elsewhere", channels = 1, members = 1 });
        var channels = await stage.Discord.ReadAsync("/api/v10/guilds/900000000000000001/channels");
        await stage.Database.ScalarAsync<int>($$"""UPDATE moderators SET conf = conf || '{"log_channel": "{{channels[0]!["id"]}}"}'""", Stop);

        var action = await stage.ExecuteAsync("notify", """{"content": "Look at that."}""", "");

        Assert.Contains("not in this server", action.ErrorMsg, StringComparison.Ordinal);
    }

    private async Task<(ActionEvent Action, long Member)> DoAsync(string type, string parameters, string expected)
    {
        var member = await _stage.JoinAsync(type);
        var said = await _stage.Discord.SayAsync("hello", $"{member}");
        var before = await _stage.CountEffectsAsync();
        var isAboutMember = type is not ("slow_mode" or "pause_invites" or "notify" or "purge");

        var action = await _stage.ExecuteAsync(type, parameters, isAboutMember ? $"{member}" : "", said);

        Assert.True(action.Status == ActionStatus.Completed, action.ErrorMsg);
        Assert.Equal(expected, string.Join(',', (await _stage.EffectsAfterAsync(before)).Select(effect => (string)effect["kind"]!)));
        return (action, member);
    }

    private async Task<ActionEvent> UndoAsync(ActionEvent action)
    {
        var undo = (await _stage.UndoAsync(action.ActionId)).Undo!;
        await _stage.RunAsync(undo.ActionId);
        var stored = await _stage.ReadAsync(undo.ActionId);
        Assert.True(stored.Status == ActionStatus.Completed, stored.ErrorMsg);
        return stored;
    }

    /// <summary>One server for all tests of this class; each acts on a member of its own.</summary>
    public sealed class Server(LocalServices services) : IAsyncLifetime
    {
        public LocalServices Services { get; } = services;

        internal ExecutorStage Stage { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Stage = await ExecutorStage.CreateAsync(Services);

        public ValueTask DisposeAsync() => Stage.DisposeAsync();
    }
}
