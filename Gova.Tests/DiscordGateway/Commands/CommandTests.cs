using System.Text.Json.Nodes;
using Gova.Data.Actions;
using Gova.Tests.DiscordGateway.Actions;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;

namespace Gova.Tests.DiscordGateway.Commands;

/// <summary>People use Gova's commands in the simulated Discord; one gateway for all tests, each about a member of its own.</summary>
public sealed class CommandTests(CommandTests.RunningGateway gateway) : IClassFixture<CommandTests.RunningGateway>
{
    private const int Deferred = 5;
    private const int Ephemeral = 64;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly CommandStage _stage = gateway.Stage;

    [Fact]
    public async Task A_timeout_is_executed_and_recorded_like_the_machines_and_only_the_moderator_sees_the_answer()
    {
        var target = await MemberAsync();

        var interaction = await _stage.UseAsync(_stage.Staff, "timeout", new { user = target, duration = "1h30m", reason = "spam & more" });
        var answer = await _stage.AnswerAsync(interaction);

        Assert.StartsWith("✅ Done: Timeout for 1 hour 30 minutes", answer, StringComparison.Ordinal);
        var action = await _stage.ActionOnAsync(target);
        Assert.Equal(
            ("timeout", ActionOrigin.Command, ActionStatus.Completed, _stage.Staff, "spam & more"),
            (action.ActionType, action.Origin, action.Status, action.DecidedByPlatformUserId, action.Reason));
        Assert.Null(action.EventId);
        var done = Assert.Single(await _stage.EffectsOnAsync(target));
        Assert.Equal("timeout", (string)done["kind"]!);
        var shown = await _stage.InteractionAsync(interaction);
        Assert.Equal(Deferred, (int)shown["callback_type"]!);
        Assert.Equal(Ephemeral, (int)shown["original"]!["flags"]! & Ephemeral);
    }

    [Fact]
    public async Task A_kick_is_executed()
    {
        var target = await MemberAsync();

        Assert.StartsWith("✅ Done: Kick", await _stage.SayAsync(_stage.Staff, "kick", new { user = target, reason = "spam" }), StringComparison.Ordinal);

        Assert.Equal("kick", (string)Assert.Single(await _stage.EffectsOnAsync(target))["kind"]!);
    }

    [Fact]
    public async Task A_ban_for_a_while_knows_its_end_and_is_lifted_by_hand()
    {
        var target = await MemberAsync();

        var banned = await _stage.SayAsync(_stage.Staff, "ban", new { user = target, reason = "spam", duration = "2d", delete_days = 1 });
        Assert.StartsWith("✅ Done: Ban for 2 days, deleting the messages of 1 day", banned, StringComparison.Ordinal);
        Assert.NotNull((await _stage.ActionOnAsync(target)).RevertsAt);

        Assert.StartsWith("✅ Done: Unban", await _stage.SayAsync(_stage.Staff, "unban", new { user = target }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_is_sent()
    {
        var target = await MemberAsync();

        var answer = await _stage.SayAsync(_stage.Staff, "warn", new { user = target, reason = "Please be kind." });

        Assert.StartsWith(@"✅ Done: Warning: Please be kind\.", answer, StringComparison.Ordinal);
        Assert.Equal(("warn", "Please be kind."), ((await _stage.ActionOnAsync(target)).ActionType, (await _stage.ActionOnAsync(target)).Reason));
    }

    [Fact]
    public async Task A_purge_deletes_the_newest_messages_of_one_user_in_the_channel()
    {
        var target = await MemberAsync();
        foreach (var text in (string[])["one", "two"])
        {
            using var said = await _stage.Discord.SendAsync(
                HttpMethod.Post, "/simulator/messages", new { content = text, user_id = target, channel_id = _stage.Channel });
            said.EnsureSuccessStatusCode();
        }

        var answer = await _stage.SayAsync(_stage.Staff, "purge", new { count = 2, user = target });

        Assert.StartsWith("✅ Done: Delete the newest 2 messages", answer, StringComparison.Ordinal);
        using var response = await _stage.Discord.SendAsync(HttpMethod.Get, $"/api/v10/channels/{_stage.Channel}/messages?limit=100");
        Assert.DoesNotContain(
            JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!.AsArray(),
            message => message!["author"]!["id"]!.ToString() == target && message["content"]!.ToString() is "one" or "two");
    }

    [Theory]
    [InlineData("timeout", "forever")]
    [InlineData("timeout", "29d")]
    [InlineData("ban", "53w")]
    public async Task A_duration_that_makes_no_sense_is_explained_and_nothing_is_recorded(string command, string duration)
    {
        var target = await MemberAsync();

        var answer = await _stage.SayAsync(_stage.Staff, command, new { user = target, duration, reason = "spam" });

        Assert.StartsWith("The duration must be", answer, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync($"platform_user_id = '{target}'"));
    }

    [Fact]
    public async Task Without_the_permission_a_command_is_refused_though_Discord_lets_it_through()
    {
        var (member, target) = (await MemberAsync(), await MemberAsync());

        var answer = await _stage.SayAsync(member, "kick", new { user = target, reason = "spam" });

        Assert.Contains("Kick Members", answer, StringComparison.Ordinal);
        Assert.Empty(await _stage.EffectsOnAsync(target));
        Assert.Equal(0, await CountAsync($"platform_user_id = '{target}'"));
    }

    [Fact]
    public async Task The_moderators_settings_may_name_a_role_that_is_enough()
    {
        var members = (await _stage.Discord.ReadAsync("/simulator/community"))["members"]!.AsArray();
        var regular = members.Last(member => member!["roles"]!.AsArray().Any(role => (string)role! == "Regular"))!["id"];
        var target = members.Last(member => member!["roles"]!.AsArray().Count == 0 && !(bool)member["bot"]!)!["id"]!.ToString();
        using var response = await _stage.Discord.SendAsync(HttpMethod.Get, $"/api/v10/guilds/{SimulatorApp.DemoGuild}/roles");
        var roles = JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!.AsArray();
        var role = roles.Single(found => (string)found!["name"]! == "Regular")!["id"];

        await _stage.ConfigureAsync(
            $$"""{"guidelines": "Be kind to everyone.", "log_channel": "{{_stage.LogChannel}}", "moderator_roles": ["{{role}}"]}""");

        Assert.StartsWith("✅ Done: Kick", await _stage.SayAsync($"{regular}", "kick", new { user = target, reason = "spam" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_acts_on_themselves_the_bot_the_owner_or_whom_they_do_not_stand_above()
    {
        Assert.Equal("You cannot do this to yourself.", await KickAsync(_stage.Staff, _stage.Staff));
        Assert.Equal("Gova does not act on itself.", await KickAsync(_stage.Staff, "100000000000000002"));
        Assert.Equal("Nobody acts on the server's owner.", await KickAsync(_stage.Staff, SimulatorApp.Owner));

        Task<string> KickAsync(string by, string target) => _stage.SayAsync(by, "kick", new { user = target, reason = "spam" });
    }

    [Fact]
    public async Task What_Discord_refuses_is_told_with_its_reason()
    {
        var answer = await _stage.SayAsync(SimulatorApp.Owner, "kick", new { user = _stage.Staff, reason = "spam" });

        Assert.StartsWith("❌ Kick", answer, StringComparison.Ordinal);
        Assert.Contains("highest role", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_shows_what_was_done_and_by_whom()
    {
        var target = await MemberAsync();
        await _stage.SayAsync(_stage.Staff, "timeout", new { user = target, duration = "10m", reason = "rude *words*" });

        var history = await _stage.SayAsync(_stage.Staff, "gova history", new { user = target });

        Assert.Contains("Timeout for 10 minutes (completed", history, StringComparison.Ordinal);
        Assert.Contains($"<@{_stage.Staff}>", history, StringComparison.Ordinal);
        Assert.Contains(@"rude \*words\*", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_action_that_is_picked_from_the_suggestions_is_undone()
    {
        var target = await MemberAsync();
        await _stage.SayAsync(_stage.Staff, "timeout", new { user = target, duration = "10m", reason = "rude" });
        var action = await _stage.ActionOnAsync(target);

        var typing = await _stage.UseAsync(_stage.Staff, "gova undo", new { action = target }, focused: "action");
        var suggestions = await Eventually.Value(
            async () => (await _stage.InteractionAsync(typing))["data"]?["choices"]?.AsArray(), CommandStage.Patience, "suggestions come");
        Assert.Equal($"{action.ActionId}", (string)Assert.Single(suggestions)!["value"]!);

        var answer = await _stage.SayAsync(_stage.Staff, "gova undo", new { action = $"{action.ActionId}" });

        Assert.StartsWith("✅ Done: End the timeout", answer, StringComparison.Ordinal);
        await Eventually.That(
            async () => (await StoredActions.StatusAsync(_stage.Stage, action.ActionId)) == "undone", CommandStage.Patience, "it counts as undone");
    }

    [Fact]
    public async Task The_latest_action_is_undone_though_a_report_has_come_in_since()
    {
        var (target, reporter, about) = (await MemberAsync(), await MemberAsync(), await _stage.Stage.SayAsync("buy my stuff"));
        await _stage.SayAsync(_stage.Staff, "timeout", new { user = target, duration = "10m", reason = "rude" });
        await _stage.AnswerAsync(await _stage.UseAsync(reporter, "Report to moderators", target: $"{about.Message}"));

        Assert.StartsWith("✅ Done: End the timeout", await _stage.SayAsync(_stage.Staff, "gova undo"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_undoes_what_is_about_themselves_or_about_whom_they_do_not_stand_above()
    {
        var aboutStaff = await CompletedAsync("remove_timeout", _stage.Staff);
        var aboutOwner = await CompletedAsync("remove_timeout", SimulatorApp.Owner);

        Assert.Equal("This is about you: somebody else decides.", await UndoAsync(aboutStaff));
        Assert.Equal("Nobody acts on the server's owner.", await UndoAsync(aboutOwner));
        Assert.Equal(0, await CountAsync($"undoes_action_id IN ('{aboutStaff}', '{aboutOwner}')"));

        Task<string> UndoAsync(Guid action) => _stage.SayAsync(_stage.Staff, "gova undo", new { action = $"{action}" });
    }

    [Fact]
    public async Task A_report_reaches_the_moderators_once_however_often_it_is_made()
    {
        var (reporter, about) = (await MemberAsync(), await _stage.Stage.SayAsync("you are *trash* @everyone"));

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var interaction = await _stage.UseAsync(reporter, "Report to moderators", target: $"{about.Message}");
            Assert.StartsWith("✅ Thank you", await _stage.AnswerAsync(interaction), StringComparison.Ordinal);
        }

        using var response = await _stage.Discord.SendAsync(HttpMethod.Get, $"/api/v10/channels/{_stage.LogChannel}/messages?limit=100");
        var messages = JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!.AsArray();
        var report = Assert.Single(messages, message => message!["content"]!.ToString().Contains($"{about.Message}", StringComparison.Ordinal))!;
        Assert.Contains($"<@{reporter}> reports", report["content"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains(@"you are \*trash\* \@everyone", report["content"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync($"decided_by_platform_user_id = '{reporter}'"));
    }

    [Fact]
    public async Task Status_tells_how_things_stand()
    {
        var status = await _stage.SayAsync(_stage.Staff, "gova status");

        Assert.StartsWith("**Keeper** is online.", status, StringComparison.Ordinal);
        Assert.Contains("0 in the last hour (of 300)", status, StringComparison.Ordinal);
        Assert.Contains($"<#{_stage.LogChannel}>", status, StringComparison.Ordinal);
    }

    private async Task<string> MemberAsync() => CommandStage.Text((await _stage.Stage.SayAsync("hello")).Author);

    /// <summary>An action of another moderator's, done.</summary>
    private async Task<Guid> CompletedAsync(string type, string target)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (action, _) = ActionEvent.CreateApproved(
            Guid.NewGuid(),
            new NewAction(
                _stage.Moderator.ModeratorId, "discord", StoredActions.Guild, type, "{}", ActionOrigin.Command, target,
                DecidedByPlatformUserId: "77"),
            now);
        action.Claim(now, now.AddMinutes(1));
        action.Finish(ActionStatus.Completed, null, now, new ActionResult(Until: now.AddHours(1)).ToJson());
        await using var db = _stage.Stage.Database.CreateContext();
        db.Actions.Add(action);
        await db.SaveChangesAsync(Stop);
        return action.ActionId;
    }

    private Task<long> CountAsync(string where) =>
        _stage.Stage.Database.ScalarAsync<long>($"SELECT count(*) FROM action_events WHERE {where}", Stop);

    /// <summary>One gateway for all tests of this class.</summary>
    public sealed class RunningGateway(LocalServices services) : IAsyncLifetime
    {
        internal CommandStage Stage { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Stage = await CommandStage.CreateAsync(services);

        public ValueTask DisposeAsync() => Stage.DisposeAsync();
    }
}
