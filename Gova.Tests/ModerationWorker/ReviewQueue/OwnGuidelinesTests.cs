using Gova.Moderation.Policy;
using Gova.Tests.Infrastructure;
using Gova.Tests.Simulators;

namespace Gova.Tests.ModerationWorker.ReviewQueue;

/// <summary>Guidelines that no word list and no local model knows, enforced by a model that judges by what a community asks for.</summary>
public sealed class OwnGuidelinesTests(LocalServices services)
{
    private const long Strict = 1001;
    private const long Easygoing = 1002;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spoilers_and_self_promotion_are_removed_where_the_guidelines_forbid_them_and_nowhere_else()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await using var simulator = await SimulatorApp.StartAsync();
        var configuration = WorkerHarness.Configuration with { Actions = [new GrantedAction(ActionType.Delete)] };
        await worker.AddModeratorAsync(Strict, configuration with { Guidelines = "Be kind. No spoilers. No self-promotion." });
        await worker.AddModeratorAsync(Easygoing, configuration with
        {
            ChannelRules = [new ChannelRule { Channel = "77", Guidelines = "No spoilers in this channel." }],
        });
        string[] texts =
        [
            "The gardener was the killer, can you believe it?", "Check out my new shop, everything is hand made", "My new chisel cuts like a dream", "Good morning everyone",
        ];
        foreach (var (guild, channel) in new[] { (Strict, WorkerHarness.ChannelId), (Easygoing, WorkerHarness.ChannelId), (Easygoing, 77) })
        {
            foreach (var (text, author) in texts.Select((text, at) => (text, 100 + at)))
            {
                await worker.PublishAsync(WorkerHarness.Message(guild, text, author) with { ChannelId = channel });
            }
        }

        worker.Start(("Llm:Endpoint", $"{simulator.Address}v1"));
        await worker.UntilAsync("evaluation_events WHERE decided_by = 'model' AND status = 'judged'", 12, "all are judged");

        Assert.Equal(
            ["1001 42 No self-promotion", "1001 42 No spoilers", "1002 77 No spoilers"],
            (await worker.Database.ScalarAsync<string>(
                """
                SELECT string_agg(concat_ws(' ', a.guild_id, a.channel_id, e.explanation->>'guideline'), ',' ORDER BY a.guild_id, e.explanation->>'guideline')
                FROM action_events a JOIN evaluation_events e USING (event_id) WHERE a.action_type = 'delete'
                """, Stop))!.Split(','));
    }
}
