using Gova.Data.Actions;
using Gova.DiscordGateway.Actions;
using Gova.Tests.DiscordGateway.Actions.Crashes;
using Gova.Tests.Simulators;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.DiscordGateway.Actions.Kinds;

/// <summary>Whose ban ends by itself, and whose does not.</summary>
public sealed class TemporaryBanTests(ActionKindTests.Server server) : IClassFixture<ActionKindTests.Server>
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly ExecutorStage _stage = server.Stage;

    [Fact]
    public async Task A_temporary_ban_knows_its_end_and_a_later_ban_replaces_it()
    {
        var (temporary, member) = await BanAsync();
        Assert.Equal(temporary.ExecutedAt!.Value.AddHours(1), temporary.RevertsAt!.Value, TimeSpan.FromSeconds(30));
        await _stage.DoByHandAsync(HttpMethod.Delete, $"guilds/{SimulatorApp.DemoGuild}/bans/{member}");

        var forGood = await _stage.ExecuteAsync("ban", "{}", $"{member}");

        Assert.Null(forGood.RevertsAt);
        Assert.Null((await _stage.ReadAsync(temporary.ActionId)).RevertsAt);
    }

    [Fact]
    public async Task Its_end_lifts_it()
    {
        var (ban, member) = await BanAsync();

        Assert.Equal(ActionStatus.Completed, (await EndAsync(ban)).Status);

        Assert.False(await IsBannedAsync(member));
        Assert.Equal(ActionStatus.Undone, (await _stage.ReadAsync(ban.ActionId)).Status);
    }

    [Fact]
    public async Task A_ban_that_somebody_gave_by_hand_meanwhile_stays()
    {
        var (ban, member) = await BanAsync();
        await ByPeopleAsync(HttpMethod.Delete, member);
        await ByPeopleAsync(HttpMethod.Put, member);

        await AssertStaysAsync(ban, member);
    }

    [Fact]
    public async Task A_ban_that_stood_before_stays()
    {
        var member = await _stage.JoinAsync("twice");
        await ByPeopleAsync(HttpMethod.Put, member);
        var ban = await _stage.ExecuteAsync("ban", """{"duration": 3600}""", $"{member}");

        await AssertStaysAsync(ban, member);
    }

    private async Task AssertStaysAsync(ActionEvent ban, long member)
    {
        var end = await EndAsync(ban);

        Assert.Equal(ActionStatus.Refused, end.Status);
        Assert.Contains("that ban stays", end.ErrorMsg, StringComparison.Ordinal);
        Assert.True(await IsBannedAsync(member));
        // Nor does it try again.
        Assert.Null((await _stage.ReadAsync(ban.ActionId)).RevertsAt);
    }

    private async Task<(ActionEvent Ban, long Member)> BanAsync()
    {
        var member = await _stage.JoinAsync("spammer");
        return (await _stage.ExecuteAsync("ban", """{"duration": 3600}""", $"{member}"), member);
    }

    /// <summary>The ban's time is over.</summary>
    private async Task<ActionEvent> EndAsync(ActionEvent ban)
    {
        await _stage.Database.ScalarAsync<int>($"UPDATE action_events SET reverts_at = now() WHERE action_id = '{ban.ActionId}'", Stop);
        await using var executor = _stage.StartExecutor(new CrashPlan(int.MaxValue));
        await executor.GetRequiredService<RevertAction>().ExecuteAsync(ban.ActionId, Stop);
        await using var db = _stage.Database.CreateContext();
        var end = await db.Actions.Where(a => a.UndoesActionId == ban.ActionId).Select(a => a.ActionId).SingleAsync(Stop);
        await executor.GetRequiredService<ExecuteAction>().ExecuteAsync(end, Stop);
        return await _stage.ReadAsync(end);
    }

    private async Task ByPeopleAsync(HttpMethod method, long member)
    {
        using var response = await _stage.Discord.SendAsync(method, $"/simulator/bans/{member}");
        response.EnsureSuccessStatusCode();
    }

    private async Task<bool> IsBannedAsync(long member)
    {
        using var response = await _stage.Discord.SendAsync(HttpMethod.Get, $"/api/v10/guilds/{SimulatorApp.DemoGuild}/bans/{member}");
        return response.IsSuccessStatusCode;
    }
}
