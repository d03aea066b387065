using Gova.Data.Actions;
using Gova.DiscordGateway.Actions.Guards;
using Gova.Tests.Data;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.DiscordGateway.Actions.Guards;

public sealed class KillSwitchesTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_on_from_the_first_who_turns_it_until_somebody_releases_it()
    {
        await using var stage = await GuardStage.CreateAsync(services);
        Assert.Null(await stage.KillSwitches.FindAsync(Samples.GuildId, Stop));

        Assert.True(await stage.KillSwitches.EngageAsync(Samples.GuildId, "Ada", "a raid", Stop));
        Assert.False(await stage.KillSwitches.EngageAsync(Samples.GuildId, "Bob", "later", Stop));

        var engaged = await stage.KillSwitches.FindAsync(Samples.GuildId, Stop);
        Assert.Equal(("Ada", "a raid", stage.Clock.GetUtcNow()), (engaged!.EngagedBy, engaged.Reason, engaged.EngagedAt));
        Assert.True(await stage.KillSwitches.ReleaseAsync(Samples.GuildId, "Bob", Stop));
        Assert.False(await stage.KillSwitches.ReleaseAsync(Samples.GuildId, "Bob", Stop));
        Assert.NotNull(await stage.ClaimAsync(await stage.AddAsync()));
    }

    [Fact]
    public async Task The_one_for_everywhere_is_told_before_the_servers_own()
    {
        await using var stage = await GuardStage.CreateAsync(services);
        await stage.KillSwitches.EngageAsync(Samples.GuildId, "Ada", null, Stop);
        await stage.KillSwitches.EngageAsync(KillSwitch.Everywhere, "Operator", null, Stop);

        Assert.Equal(
            "The kill switch is on everywhere: Operator gave no reason.",
            KillSwitches.Describe((await stage.KillSwitches.FindAsync(Samples.GuildId, Stop))!));
    }

    [Fact]
    public async Task Turning_it_on_waits_for_claims_under_way_and_no_claim_passes_it()
    {
        await using var stage = await GuardStage.CreateAsync(services);
        var action = await stage.AddAsync();
        await using var db = stage.Database.CreateContext();
        await using var claiming = await db.Database.BeginTransactionAsync(Stop);
        Assert.Null(await KillSwitches.HoldAsync(db, Samples.GuildId, Stop));

        var engaging = stage.KillSwitches.EngageAsync(Samples.GuildId, "Ada", null, Stop);
        await Eventually.That(
            async () => await stage.Database.ScalarAsync<long>(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", Stop) > 0,
            TimeSpan.FromSeconds(30), "it waits");
        Assert.False(engaging.IsCompleted);
        await claiming.CommitAsync(Stop);
        await engaging;

        Assert.Null(await stage.ClaimAsync(action));
    }
}
