using System.Net;
using Gova.Data.Connections;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Connections;

public sealed class ConnectionTokensTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_who_need_a_token_that_is_over_one_refreshes_it_in_whichever_process()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await LinkedAsync(stage);
        await using var other = stage.Host.Another();
        using var elsewhere = other.CreateClient();
        elsewhere.DefaultRequestHeaders.Authorization = ada.DefaultRequestHeaders.Authorization;
        var before = await StoredAsync(stage);
        // So slow that all have asked before one has the answer.
        await stage.Discord.PutAsync("/simulator/discord", new { rest_latency_ms = 1000 });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => ConnectionStage.ServersAsync(n % 2 == 0 ? ada : elsewhere)));

        // A refresh token is good once: a second refresh would have broken the connection.
        var after = await StoredAsync(stage);
        Assert.Equal(ConnectionStatus.Active, after.Status);
        Assert.NotEqual(before.RefreshToken, after.RefreshToken);
    }

    [Fact]
    public async Task Nothing_is_held_in_the_database_while_discord_takes_its_time()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await LinkedAsync(stage);
        await stage.Discord.PutAsync("/simulator/discord", new { rest_latency_ms = 3000 });

        var asking = ConnectionStage.ServersAsync(ada);
        await Eventually.That(async () => (await StoredAsync(stage)).IsRefreshing, TimeSpan.FromSeconds(30), "somebody refreshes");
        await stage.Host.Database.ScalarAsync<Guid>("SELECT connection_id FROM platform_connections FOR UPDATE NOWAIT", Stop);
        var idle = await stage.Host.Database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'", Stop);

        Assert.Equal(0, idle);
        Assert.True((await StoredAsync(stage)).IsRefreshing);
        await asking;
    }

    [Fact]
    public async Task Whoever_died_while_refreshing_is_not_waited_for()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await LinkedAsync(stage);
        await stage.Host.UsingAsync(db => db.PlatformConnections.ExecuteUpdateAsync(
            set => set.SetProperty(c => c.AccessToken, Array.Empty<byte>()).SetProperty(c => c.UpdatedAt, c => c.UpdatedAt.AddMinutes(-2)), Stop));

        await ConnectionStage.ServersAsync(ada);

        Assert.False((await StoredAsync(stage)).IsRefreshing);
    }

    [Fact]
    public async Task An_outage_in_the_middle_of_a_refresh_breaks_nothing()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await LinkedAsync(stage);

        await stage.Discord.PutAsync("/simulator/discord", new { fail_next = 1000, fail_status = 503 });
        await ada.GetAsync("/connections/discord/guilds", Stop).ProblemAsync(HttpStatusCode.ServiceUnavailable, "discord-unavailable", Stop);
        await stage.Discord.PutAsync("/simulator/discord", new { fail_next = 0 });

        await ConnectionStage.ServersAsync(ada);
    }

    [Fact]
    public async Task Who_unlinks_while_a_refresh_is_under_way_leaves_no_token_behind()
    {
        await using var stage = await ConnectionStage.StartAsync(services);
        using var ada = await LinkedAsync(stage);
        await stage.Discord.PutAsync("/simulator/discord", new { rest_latency_ms = 1000 });

        var asking = ada.GetAsync("/connections/discord/guilds", Stop);
        await Eventually.That(async () => (await StoredAsync(stage)).IsRefreshing, TimeSpan.FromSeconds(30), "somebody refreshes");
        await stage.Host.UsingAsync(db => db.PlatformConnections.ExecuteDeleteAsync(Stop));

        await asking.ProblemAsync(HttpStatusCode.Conflict, "not-connected", Stop);
        Assert.Equal(0, await stage.Host.UsingAsync(db => db.PlatformConnections.CountAsync(Stop)));
    }

    /// <summary>Somebody whose token is over.</summary>
    private static async Task<HttpClient> LinkedAsync(ConnectionStage stage)
    {
        var client = await stage.Host.SignUpAsync("ada", Stop);
        await stage.LinkAsync(client);
        await stage.Host.UsingAsync(db => db.PlatformConnections.ExecuteUpdateAsync(
            set => set.SetProperty(c => c.ExpiresAt, c => c.ExpiresAt.AddDays(-8)), Stop));
        return client;
    }

    private static Task<PlatformConnection> StoredAsync(ConnectionStage stage) =>
        stage.Host.UsingAsync(db => db.PlatformConnections.AsNoTracking().SingleAsync(Stop));
}
