using Gova.Data;
using Gova.Data.Actions;
using Gova.DiscordGateway.Actions;
using Gova.Moderation.Policy;
using Gova.Tests.Data;
using Gova.Tests.DiscordGateway.Actions.Crashes;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.DiscordGateway.Actions;

public sealed class ActionKindsTests(LocalServices services)
{
    [Fact]
    public async Task Every_type_of_action_can_be_executed_and_names_what_the_bot_needs_for_it()
    {
        await using var stage = await ExecutorStage.CreateAsync(services);
        await using var executor = stage.StartExecutor(new CrashPlan(int.MaxValue));
        var kinds = executor.GetRequiredService<ActionKinds>();

        foreach (var type in Enum.GetValues<ActionType>())
        {
            var action = ActionEvent.CreateApproved(
                Guid.NewGuid(), new NewAction(Guid.NewGuid(), "discord", 1, StatusNames.Of(type), "{}", ActionOrigin.Command), Samples.Now).Action;
            Assert.Equal(type, kinds.Of(action).Type);
            Assert.NotEqual(default, kinds.Of(action).Needs);
        }
    }
}
