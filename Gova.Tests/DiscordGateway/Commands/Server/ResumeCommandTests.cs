using Gova.Tests.Infrastructure;

namespace Gova.Tests.DiscordGateway.Commands.Server;

public sealed class ResumeCommandTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pause_stays_while_the_owners_plan_has_no_room_and_what_else_holds_back_ends()
    {
        await using var stage = await CommandStage.CreateAsync(services);
        var database = stage.Stage.Database;
        await stage.SayAsync(stage.Staff, "gova pause");
        await database.ScalarAsync<int>(
            """
            INSERT INTO moderators (moderator_id, user_id, name, platform, platform_server_id, conf, status, version, created_at, updated_at)
            SELECT gen_random_uuid(), user_id, 'other', 'discord', '77', '{}', 'online', 1, now(), now() FROM moderators
            """, Stop);

        Assert.Equal(
            "Gova stays paused: its owner's plan lets 1 run at once, and as many do.", await stage.SayAsync(stage.Staff, "gova resume"));
        await stage.SayAsync(stage.Staff, "gova stop");
        Assert.Equal(
            "✅ The kill switch is off. Gova stays paused: its owner's plan lets 1 run at once, and as many do.",
            await stage.SayAsync(stage.Staff, "gova resume"));
        Assert.Equal("paused", await database.ScalarAsync<string>("SELECT status FROM moderators WHERE name <> 'other'", Stop));

        await database.ScalarAsync<int>("UPDATE moderators SET status = 'offline' WHERE name = 'other'", Stop);
        Assert.Equal("✅ The pause is over.", await stage.SayAsync(stage.Staff, "gova resume"));
    }
}
