using System.Globalization;
using System.Text.Json.Nodes;
using Gova.Data.Actions;
using Gova.DiscordGateway.Actions;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.DiscordGateway.Actions.Crashes;

/// <summary>
/// An executor dies at every point from the approval to the record of the outcome, and another comes: each kind of action is
/// executed exactly once.
/// </summary>
public sealed class ExactlyOnceTests(LocalServices services)
{
    /// <summary>The demo server's role below the bot's.</summary>
    private const string Role = "100000000000000101";

    private const int FewestPoints = 10;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("reply", "reply")]
    [InlineData("warn", "message")]
    [InlineData("warn in the channel", "message")]
    [InlineData("delete", "delete")]
    [InlineData("timeout", "timeout")]
    [InlineData("remove_timeout", "timeout_cleared")]
    [InlineData("kick", "kick")]
    [InlineData("ban", "ban")]
    [InlineData("unban", "unban")]
    [InlineData("add_role", "add_role")]
    [InlineData("remove_role", "remove_role")]
    [InlineData("slow_mode", "slow_mode")]
    [InlineData("pause_invites", "pause_invites")]
    [InlineData("resume_invites", "resume_invites")]
    [InlineData("notify", "message")]
    [InlineData("purge", "bulk_delete,bulk_delete,bulk_delete")]
    public async Task Killed_at_any_point_from_approval_to_record_an_action_is_executed_once(string kind, string effects)
    {
        await using var stage = await ExecutorStage.CreateAsync(services);
        var died = true;
        var points = 0;
        for (; died; points++)
        {
            var action = await ArrangeAsync(stage, kind, points);
            var before = await stage.CountEffectsAsync();
            died = await ApproveAndExecuteAsync(stage, action, new CrashPlan(points));
            var meant = ActionResult.Parse((await stage.ReadAsync(action)).Result).MessageIds;
            await stage.Discord.SayAsync("said after the crash");

            await FinishAsync(stage, action);

            var stored = await stage.ReadAsync(action);
            Assert.True(stored.Status == ActionStatus.Completed, $"At point {points} it is {stored.Status}: {stored.ErrorMsg}");
            // To open a direct channel that is open does nothing.
            var changes = await stage.EffectsAfterAsync(before);
            var done = string.Join(',', changes.Select(Kind).Where(done => done != "open_direct_channel"));
            Assert.True(done == effects, $"At point {points} was done: {done}");
            if (meant is not null)
            {
                Assert.Equal(meant.Order(), changes.Select(change => GatewayStage.Id(change["message_id"]!)).Order());
            }
        }

        Assert.True(points > FewestPoints, $"Only {points} points were tried.");
    }

    [Fact]
    public async Task Killed_at_any_point_the_end_of_a_temporary_ban_lifts_it_once()
    {
        await using var stage = await ExecutorStage.CreateAsync(services);
        var died = true;
        for (var point = 0; died; point++)
        {
            var action = await ArrangeAsync(stage, "ban", point);
            await FinishAsync(stage, action);
            await stage.Database.ScalarAsync<int>($"UPDATE action_events SET reverts_at = now() WHERE action_id = '{action}'", Stop);
            var before = await stage.CountEffectsAsync();

            died = await DiesAsync(stage, new CrashPlan(point), executor => executor.GetRequiredService<RevertAction>().ExecuteAsync(action, Stop));
            await using (var executor = stage.StartExecutor(new CrashPlan(int.MaxValue)))
            {
                await executor.GetRequiredService<RevertAction>().ExecuteAsync(action, Stop);
            }

            var undo = await stage.Database.ScalarAsync<Guid>($"SELECT action_id FROM action_events WHERE undoes_action_id = '{action}'", Stop);
            await FinishAsync(stage, undo);
            Assert.Equal(["unban"], (await stage.EffectsAfterAsync(before)).Select(Kind));
            var stored = await stage.ReadAsync(action);
            Assert.Equal((ActionStatus.Undone, null), (stored.Status, stored.RevertsAt));
            Assert.Equal(1, await stage.Database.ScalarAsync<long>($"SELECT count(*) FROM action_events WHERE undoes_action_id = '{action}'", Stop));
        }
    }

    private static string Kind(JsonNode effect) => (string)effect["kind"]!;

    /// <summary>Somebody approves, and the executor takes it.</summary>
    /// <returns>Whether it died of the plan.</returns>
    private static Task<bool> ApproveAndExecuteAsync(ExecutorStage stage, Guid action, CrashPlan plan) => DiesAsync(stage, plan, async executor =>
    {
        await executor.GetRequiredService<DecideAction>().ApproveAsync(Samples.GuildId, action, "77", Stop);
        await executor.GetRequiredService<ExecuteAction>().ExecuteAsync(action, Stop);
    });

    private static async Task<bool> DiesAsync(ExecutorStage stage, CrashPlan plan, Func<ServiceProvider, Task> run)
    {
        await using var executor = stage.StartExecutor(plan);
        try
        {
            await run(executor);
        }
        catch (Exception) when (plan.IsDead)
        {
            // As planned. Where the executor itself caught it, nothing that it did afterwards had any effect.
        }

        return plan.IsDead;
    }

    /// <summary>Whoever comes after: approves if that was lost, and does what the sweeper does.</summary>
    private static async Task FinishAsync(ExecutorStage stage, Guid action)
    {
        await using var executor = stage.StartExecutor(new CrashPlan(int.MaxValue));
        await executor.GetRequiredService<DecideAction>().ApproveAsync(Samples.GuildId, action, "77", Stop);
        await executor.GetRequiredService<ExecuteAction>().ExecuteAsync(action, Stop);
        await stage.Database.ScalarAsync<int>(
            $"UPDATE action_events SET lease_until = now() - interval '1 second' WHERE action_id = '{action}' AND status = 'executing'", Stop);
        foreach (var abandoned in await executor.GetRequiredService<ActionClaims>().ClaimAbandonedAsync(10, TimeSpan.FromMinutes(1), Stop))
        {
            await executor.GetRequiredService<ExecuteAction>()
                .RunAsync("recheck action", abandoned, executor.GetRequiredService<RecheckAction>().DecideAsync, Stop);
        }
    }

    /// <summary>A member, a message and a state that the action changes; of each try's own, since Discord remembers the earlier ones'.</summary>
    private static async Task<Guid> ArrangeAsync(ExecutorStage stage, string kind, int point)
    {
        var member = await stage.JoinAsync($"member{point}");
        var said = await stage.Discord.SayAsync($"something {point}", $"{member}");
        var (channel, message) = (GatewayStage.Id(said["channel_id"]!), GatewayStage.Id(said["id"]!));
        var guild = $"guilds/{SimulatorApp.DemoGuild}";
        switch (kind)
        {
            case "remove_timeout":
                await stage.DoByHandAsync(
                    HttpMethod.Patch, $"{guild}/members/{member}", new { communication_disabled_until = Samples.Now.AddHours(1) });
                break;
            case "unban":
                await stage.DoByHandAsync(HttpMethod.Put, $"{guild}/bans/{member}", new { delete_message_seconds = 0 });
                break;
            case "remove_role":
                await stage.DoByHandAsync(HttpMethod.Put, $"{guild}/members/{member}/roles/{Role}");
                break;
            case "resume_invites":
                await stage.DoByHandAsync(HttpMethod.Put, $"{guild}/incident-actions", new { invites_disabled_until = Samples.Now.AddHours(1) });
                break;
            case "warn in the channel":
                using (var closed = await stage.Discord.SendAsync(HttpMethod.Patch, $"/simulator/members/{member}", new { direct_messages = false }))
                {
                    closed.EnsureSuccessStatusCode();
                }

                break;
            case "purge":
                await stage.Discord.SayAsync("more", $"{member}");
                await stage.Discord.SayAsync("and more", $"{member}");
                break;
        }

        var type = kind.Split(' ')[0];
        var target = type is "slow_mode" or "pause_invites" or "resume_invites" or "notify" or "purge" ? "" : member.ToString(CultureInfo.InvariantCulture);
        return await stage.ProposeAsync(type, Parameters(type, point), target, channel, message);
    }

    private static string Parameters(string type, int point) => new JsonObject
    {
        ["content"] = type is "reply" or "warn" or "notify" ? $"Please be kind, {point}." : null,
        ["duration"] = type is "timeout" or "pause_invites" or "ban" ? 3_600 + (60 * point) : null,
        ["role_id"] = type is "add_role" or "remove_role" ? Role : null,
        ["interval"] = type is "slow_mode" ? 5 + point : null,
        ["count"] = type is "purge" ? 3 : null,
    }.ToJsonString();
}
