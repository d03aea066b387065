using Gova.DiscordGateway.Discord.Gateway;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

public sealed class ReconnectDelaysTests
{
    [Fact]
    public void Delays_double_with_jitter_up_to_a_minute()
    {
        var delays = ReconnectDelays.Sequence(new Random(1)).Take(20).ToList();

        Assert.InRange(delays[0], TimeSpan.FromMilliseconds(125), TimeSpan.FromMilliseconds(250));
        Assert.InRange(delays[3], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.All(delays.Skip(10), delay => Assert.InRange(delay, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1)));
        Assert.Equal(delays.Count, delays.Distinct().Count());
    }

    [Fact]
    public void After_an_invalid_session_the_identify_waits_a_random_one_to_five_seconds()
    {
        var random = new Random(1);
        var delays = Enumerable.Range(0, 100).Select(_ => ReconnectDelays.AfterInvalidSession(random)).ToList();

        Assert.All(delays, delay => Assert.InRange(delay, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)));
        Assert.Equal(delays.Count, delays.Distinct().Count());
    }
}
