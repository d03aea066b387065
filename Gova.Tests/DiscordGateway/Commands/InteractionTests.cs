using Gova.Data.Moderators;
using Gova.Tests.DiscordGateway.Actions;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Tests.DiscordGateway.Commands;

/// <summary>How interactions are taken: in time, once, and beside everything else.</summary>
public sealed class InteractionTests(LocalServices services)
{
    private const int Deferred = 5;
    private const int Form = 9;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Discord_is_answered_at_once_though_the_database_hangs_and_messages_flow_on()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        var (action, _) = await stage.ProposeAsync();
        var card = await stage.CardAsync(action, "⏳");
        await using var blocker = new NpgsqlConnection(stage.Stage.Database.OwnerConnectionString);
        await blocker.OpenAsync(Stop);
        await using var blocking = await blocker.BeginTransactionAsync(Stop);
        await using (var block = new NpgsqlCommand("LOCK TABLE moderators IN ACCESS EXCLUSIVE MODE", blocker))
        {
            await block.ExecuteNonQueryAsync(Stop);
        }

        var command = await stage.UseAsync(stage.Staff, "gova status");
        var click = await stage.PressAsync(stage.Staff, card["id"]!.ToString(), $"gova:reject:{action:N}");
        var message = await stage.Stage.SayAsync("hello");

        Assert.Equal(Deferred, (int)(await stage.InteractionAsync(command))["callback_type"]!);
        Assert.Equal("", (await stage.InteractionAsync(command))["original"]!["content"]!.ToString());
        Assert.Equal(Form, (int)(await stage.InteractionAsync(click))["callback_type"]!);
        await stage.Stage.UntilPublishedAsync(message.Message);

        await blocking.RollbackAsync(Stop);
        Assert.StartsWith("**Keeper** is online", await stage.AnswerAsync(command), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_replayed_after_a_restart_is_not_executed_again()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        var target = CommandStage.Text((await stage.Stage.SayAsync("hello")).Author);
        var command = await stage.UseAsync(stage.Staff, "kick", new { user = target, reason = "spam" });
        var answer = await stage.AnswerAsync(command);

        await stage.RestartAsync(async () => await stage.Stage.Database.ScalarAsync<int>("UPDATE discord_sessions SET sequence = 1", Stop));
        // What comes after the replay is handled after it.
        var later = CommandStage.Text((await stage.Stage.SayAsync("hello")).Author);
        Assert.StartsWith("✅ Done", await stage.SayAsync(stage.Staff, "kick", new { user = later, reason = "spam" }), StringComparison.Ordinal);

        Assert.Single(await stage.EffectsOnAsync(target));
        Assert.Equal(1, await stage.Stage.Database.ScalarAsync<long>($"SELECT count(*) FROM action_events WHERE platform_user_id = '{target}'", Stop));
        Assert.Equal(answer, await stage.AnswerAsync(command));
    }

    [Fact]
    public async Task A_failure_is_told_and_not_passed_over_in_silence()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        await stage.Stage.Database.ScalarAsync<int>("ALTER TABLE moderators RENAME TO moderators_gone", Stop, asOwner: true);

        Assert.StartsWith("Something went wrong", await stage.SayAsync(stage.Staff, "gova status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pause_stop_and_resume_steer_the_moderator_and_say_so_in_the_log_channel()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        var stranger = CommandStage.Text((await stage.Stage.SayAsync("hello")).Author);
        Assert.Contains("Manage Server", await stage.SayAsync(stranger, "gova pause"), StringComparison.Ordinal);

        Assert.StartsWith("✅ Gova is paused", await stage.SayAsync(stage.Staff, "gova pause"), StringComparison.Ordinal);
        Assert.Equal(ModeratorStatus.Paused, (await ModeratorAsync(stage)).Status);
        Assert.StartsWith("The moderator is paused", await stage.SayAsync(stage.Staff, "gova pause"), StringComparison.Ordinal);

        Assert.StartsWith("✅ The kill switch is on", await stage.SayAsync(stage.Staff, "gova stop", new { reason = "raid" }), StringComparison.Ordinal);
        Assert.Equal("raid", await stage.Stage.Database.ScalarAsync<string>($"SELECT reason FROM kill_switches WHERE scope = {StoredActions.Guild}", Stop));
        Assert.Contains("kill switch of this server is on since", await stage.SayAsync(stage.Staff, "gova status"), StringComparison.Ordinal);
        Assert.StartsWith("The kill switch of this server is on already", await stage.SayAsync(stage.Staff, "gova stop"), StringComparison.Ordinal);

        await stage.Stage.Database.ScalarAsync<int>("UPDATE moderators SET approval_only_since = now(), approval_only_reason = 'too much'", Stop);
        Assert.Equal(
            "✅ The kill switch is off, Gova decides again what its settings grant, the pause is over.",
            await stage.SayAsync(stage.Staff, "gova resume"));
        var moderator = await ModeratorAsync(stage);
        Assert.Equal((ModeratorStatus.Online, null), (moderator.Status, moderator.ApprovalOnlySince));
        Assert.Equal(0, await stage.Stage.Database.ScalarAsync<long>("SELECT count(*) FROM kill_switches", Stop));
        Assert.Equal("Nothing holds Gova back in this server.", await stage.SayAsync(stage.Staff, "gova resume"));

        await Eventually.That(
            async () => await stage.Stage.Database.ScalarAsync<long>(
                $"SELECT count(*) FROM action_events WHERE action_type = 'notify' AND status = 'completed' AND decided_by_platform_user_id = '{stage.Staff}'", Stop) == 3,
            CommandStage.Patience, "the log channel is told of each change");
    }

    [Fact]
    public async Task A_server_without_a_moderator_is_told_so()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        await stage.Stage.Database.ScalarAsync<int>("DELETE FROM moderators", Stop);

        Assert.StartsWith("This server has no Gova moderator yet", await stage.SayAsync(stage.Staff, "gova status"), StringComparison.Ordinal);
    }

    private static async Task<Moderator> ModeratorAsync(CommandStage stage)
    {
        await using var db = stage.Stage.Database.CreateContext();
        return await db.Moderators.AsNoTracking().SingleAsync(Stop);
    }
}
