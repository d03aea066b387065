using Gova.Data.Alerts;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Data.Alerts;

public sealed class RaiseAlertTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task A_subject_that_is_raised_again_changes_and_keeps_when_it_began()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = Guid.CreateVersion7(_clock.GetUtcNow());
        var raise = new RaiseAlert(database.DataSource, _clock);
        var began = _clock.GetUtcNow();
        await raise.RaiseAsync(moderator, AlertKind.Campaign, "a", "Three members", """{"messages": 3}""", Stop);
        _clock.Advance(TimeSpan.FromMinutes(1));

        await raise.RaiseAsync(moderator, AlertKind.Campaign, "a", "Four members", """{"messages": 4}""", Stop);

        await using var db = database.CreateContext();
        var alert = await db.Alerts.SingleAsync(Stop);
        Assert.Equal(("Four members", """{"messages": 4}"""), (alert.Title, alert.Details));
        Assert.Equal((began, began.AddMinutes(1)), (alert.RaisedAt, alert.UpdatedAt));
    }

    [Fact]
    public async Task Another_moderator_kind_or_subject_is_another_alert()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var (one, other) = (Guid.CreateVersion7(_clock.GetUtcNow()), Guid.CreateVersion7(_clock.GetUtcNow()));
        var raise = new RaiseAlert(database.DataSource, _clock);

        await raise.RaiseAsync(one, AlertKind.Campaign, "a", "", "{}", Stop);
        await raise.RaiseAsync(other, AlertKind.Campaign, "a", "", "{}", Stop);
        await raise.RaiseAsync(one, AlertKind.Budget, "a", "", "{}", Stop);
        await raise.RaiseAsync(one, AlertKind.Campaign, "b", "", "{}", Stop);

        Assert.Equal(4, await database.ScalarAsync<long>("SELECT count(*) FROM alerts", Stop));
    }

    [Fact]
    public async Task Workers_that_raise_a_subject_at_once_raise_it_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = Guid.CreateVersion7(_clock.GetUtcNow());
        var raise = new RaiseAlert(database.DataSource, _clock);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            raise.RaiseAsync(moderator, AlertKind.Budget, "2026-11-21", "Spent", "{}", Stop)));

        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM alerts", Stop));
    }
}
