using Gova.DiscordGateway.Discord.Gateway;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

public sealed class GatewayStateTests
{
    private static readonly Shard First = new(0, 2);
    private static readonly Shard Second = new(1, 2);

    private readonly GatewayState _state = new();

    [Fact]
    public async Task It_is_unhealthy_until_every_shard_had_a_session_and_degraded_while_one_reconnects()
    {
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync()).Status);
        _state.Expect(First);
        _state.Expect(Second);
        _state.MarkConnected(First);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync()).Status);

        _state.MarkConnected(Second);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);

        _state.MarkDisconnected(First);
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task It_tells_of_the_gaps_since_the_start()
    {
        _state.Expect(First);
        _state.CountGap();
        _state.CountFilling(messages: 12, unfilled: 3);

        var figures = (await CheckAsync()).Data;

        Assert.Equal((1, 12L, 3L), ((int)figures["gaps"], (long)figures["backfilled"], (long)figures["unfilled"]));
    }

    private Task<HealthCheckResult> CheckAsync() => _state.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
}
