using Gova.Api.Auth;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Auth;

public sealed class AttemptLimitsTests
{
    private static readonly AttemptLimit Limit = new("test", 3, TimeSpan.FromMinutes(1));

    private readonly FakeClock _clock = new();

    [Fact]
    public void What_is_too_much_waits_for_the_end_of_its_window()
    {
        var limits = new AttemptLimits(_clock);
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(limits.Take(Limit, "ada"));
        }

        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(40), limits.Take(Limit, "ada"));
        Assert.Null(limits.Take(Limit, "eve"));
        Assert.Null(limits.Take(Limit with { Name = "other" }, "ada"));
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(limits.Take(Limit, "ada"));
    }

    [Fact]
    public void A_success_forgives_the_mistakes_before_it()
    {
        var limits = new AttemptLimits(_clock);
        for (var i = 0; i < 20; i++)
        {
            Assert.Null(limits.Take(Limit, "ada"));
            limits.Reset(Limit, "ada");
        }
    }

    [Fact]
    public async Task Of_many_at_once_as_many_pass_as_may()
    {
        var limits = new AttemptLimits(_clock);

        var waits = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => limits.Take(Limit, "ada"))));

        Assert.Equal(3, waits.Count(wait => wait is null));
    }
}
