using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Listening;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Listening;

public sealed class SessionKeeperTests(LocalServices services) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();
    private TestDatabase _database = null!;
    private SessionKeeper _keeper = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(services, Stop);
        _keeper = Keeper();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task READY_is_done_when_the_new_session_is_stored_however_long_the_database_is_in_trouble()
    {
        var session = Established(new GatewaySession(), "the-new-one");
        await RenameAsync("discord_sessions", "elsewhere");

        var ready = ReadyAsync(session);
        await Eventually.That(() => _clock.Timers == 1, Soon, "the first try has failed and the next is awaited");
        Assert.False(ready.IsCompleted);
        await RenameAsync("elsewhere", "discord_sessions");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await ready.WaitAsync(Soon, Stop);

        Assert.Equal("the-new-one 1", await _database.ScalarAsync<string>("SELECT session_id || ' ' || sequence FROM discord_sessions", Stop));
    }

    [Fact]
    public async Task Every_shard_has_its_session_with_what_is_acknowledged()
    {
        foreach (var id in (int[])[0, 1])
        {
            var session = Established(new GatewaySession(new Shard(id, 3)), $"session-{id}");
            await ReadyAsync(session);
            session.Progress.Receive(10 + id, _clock.GetUtcNow().AddMinutes(-1)).Done();
        }

        await _keeper.SaveAsync(Stop);
        var loaded = await Keeper().LoadAsync([new Shard(0, 3), new Shard(1, 3), new Shard(2, 3)], Stop);

        Assert.Equal(["session-0", "session-1", null], loaded.Select(session => session.Id));
        Assert.Equal([10, 11, 0], loaded.Select(session => session.Received));
        Assert.Equal(_clock.GetUtcNow().AddMinutes(-1), loaded[0].Progress.HappenedAt);
    }

    [Fact]
    public async Task Sessions_of_another_number_of_shards_tell_since_when_there_is_a_gap()
    {
        var lastMessage = _clock.GetUtcNow().AddMinutes(-3);
        var session = Established(new GatewaySession(), "the-only-one");
        session.Progress.Receive(5, lastMessage).Done();
        await ReadyAsync(session);

        var loaded = await Keeper().LoadAsync([new Shard(0, 2), new Shard(1, 2)], Stop);

        Assert.All(loaded, fresh => Assert.Equal((null, lastMessage), (fresh.Id, fresh.GapFrom)));
    }

    [Fact]
    public async Task While_a_gap_is_open_the_session_before_it_stays_stored()
    {
        var old = Established(new GatewaySession(), "old");
        old.Progress.Receive(5, _clock.GetUtcNow()).Done();
        await ReadyAsync(old);

        var next = old.Replace();
        await ReadyAsync(Established(next, "new"));
        await _keeper.SaveAsync(Stop);
        Assert.Equal("old", await _database.ScalarAsync<string>("SELECT session_id FROM discord_sessions", Stop));
        next.CloseGap();
        await _keeper.SaveAsync(Stop);

        Assert.Equal("new", await _database.ScalarAsync<string>("SELECT session_id FROM discord_sessions", Stop));
    }

    private SessionKeeper Keeper() => new(new StoredSessions(_database.DataSource, _clock), _clock, NullLogger<SessionKeeper>.Instance);

    private static GatewaySession Established(GatewaySession session, string id)
    {
        session.Establish(id, new Uri("wss://gateway.example"));
        return session;
    }

    private Task ReadyAsync(GatewaySession session) => _keeper.HandleAsync(new GatewayEvent(session, 1, GatewayEvent.Ready, default), Stop);

    private Task<int> RenameAsync(string from, string to) =>
        _database.ScalarAsync<int>($"ALTER TABLE {from} RENAME TO {to}", Stop, asOwner: true);
}
