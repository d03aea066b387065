using Gova.DiscordGateway.Commands.Server;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.DiscordGateway.Commands.Server;

public sealed class ReportLimitTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void A_member_reports_so_often_and_then_waits()
    {
        var limit = new ReportLimit(_clock);

        Assert.All(Enumerable.Range(0, ReportLimit.PerWindow), _ => Assert.True(limit.TryTake(1, 2)));
        Assert.False(limit.TryTake(1, 2));
        Assert.True(limit.TryTake(1, 3));
        Assert.True(limit.TryTake(9, 2));

        _clock.Advance(ReportLimit.Window);
        Assert.True(limit.TryTake(1, 2));
    }

    [Fact]
    public void Reporters_of_long_ago_are_forgotten()
    {
        var limit = new ReportLimit(_clock);
        for (var user = 0; user < 1_000; user++)
        {
            limit.TryTake(1, user);
        }

        _clock.Advance(ReportLimit.Window);
        limit.TryTake(1, 5_000);

        Assert.Equal(1, limit.Count);
    }
}
