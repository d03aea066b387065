using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Listening;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Listening;

public sealed class SessionKeeperTests(LocalServices services)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task READY_is_done_when_the_new_session_is_stored_however_long_the_database_is_in_trouble()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var keeper = new SessionKeeper(database.DataSource, _clock, NullLogger<SessionKeeper>.Instance);
        var session = new GatewaySession();
        session.Establish("the-new-one", new Uri("wss://gateway.example"));
        await RenameAsync(database, "discord_sessions", "elsewhere");

        var ready = keeper.HandleAsync(new GatewayEvent(session, 1, GatewayEvent.Ready, default), Stop);
        await Eventually.That(() => _clock.Timers == 1, Soon, "the first try has failed and the next is awaited");
        Assert.False(ready.IsCompleted);
        await RenameAsync(database, "elsewhere", "discord_sessions");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await ready.WaitAsync(Soon, Stop);

        Assert.Equal("the-new-one 1", await database.ScalarAsync<string>("SELECT session_id || ' ' || sequence FROM discord_sessions", Stop));
    }

    private static Task<int> RenameAsync(TestDatabase database, string from, string to) =>
        database.ScalarAsync<int>($"ALTER TABLE {from} RENAME TO {to}", Stop, asOwner: true);
}
