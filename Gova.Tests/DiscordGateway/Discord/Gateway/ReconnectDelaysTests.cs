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
}
