using Gova.Data.Actions;
using Gova.Tests.DiscordGateway.Actions.Crashes;

namespace Gova.Tests.DiscordGateway.Actions.Kinds;

public sealed class TimeoutActionTests(ActionKindTests.Server server) : IClassFixture<ActionKindTests.Server>
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly ExecutorStage _stage = server.Stage;

    [Fact]
    public async Task A_longer_timeout_that_somebody_gave_by_hand_is_not_cut_short_nor_taken_back_by_an_undo()
    {
        var member = await _stage.JoinAsync("silenced");
        var until = TimeProvider.System.GetUtcNow().AddDays(7);
        using var changed = await _stage.Discord.SendAsync(
            HttpMethod.Patch, $"/simulator/members/{member}", new { communication_disabled_until = until });
        changed.EnsureSuccessStatusCode();
        var before = await _stage.CountEffectsAsync();

        var action = await _stage.ExecuteAsync("timeout", """{"duration": 60}""", $"{member}");

        Assert.Equal(ActionStatus.Completed, action.Status);
        Assert.Empty(await _stage.EffectsAfterAsync(before));
        Assert.StartsWith("The member was silenced for longer", (await _stage.UndoAsync(action.ActionId)).Objection, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shorter_one_is_extended()
    {
        var member = await _stage.JoinAsync("silenced");
        using var changed = await _stage.Discord.SendAsync(
            HttpMethod.Patch, $"/simulator/members/{member}", new { communication_disabled_until = TimeProvider.System.GetUtcNow().AddMinutes(1) });
        changed.EnsureSuccessStatusCode();

        await _stage.ExecuteAsync("timeout", """{"duration": 3600}""", $"{member}");

        Assert.Equal("timeout", await _stage.LastEffectsAsync(1));
    }
}
