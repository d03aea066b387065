using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>
/// Whether events can arrive. As a health check: unhealthy until every shard had its first session, degraded while one
/// reconnects. Tells of the gaps since the start.
/// </summary>
internal sealed class GatewayState : IHealthCheck
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Shard, (bool Connected, bool Was)> _shards = [];
    private int _gaps;
    private long _backfilled;
    private long _unfilled;

    /// <summary>A shard that this process runs.</summary>
    public void Expect(Shard shard) => Set(shard, connected: false);

    public void MarkConnected(Shard shard) => Set(shard, connected: true);

    public void MarkDisconnected(Shard shard) => Set(shard, connected: false);

    public void CountGap() => Interlocked.Increment(ref _gaps);

    /// <param name="messages">Fetched to fill a gap.</param>
    /// <param name="unfilled">Channels or guilds whose gap could not be filled in full.</param>
    public void CountFilling(long messages, long unfilled)
    {
        Interlocked.Add(ref _backfilled, messages);
        Interlocked.Add(ref _unfilled, unfilled);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            var connected = _shards.Values.Count(shard => shard.Connected);
            var data = new Dictionary<string, object>
            {
                ["shards"] = _shards.Count, ["connected"] = connected, ["gaps"] = _gaps,
                ["backfilled"] = Interlocked.Read(ref _backfilled), ["unfilled"] = Interlocked.Read(ref _unfilled),
            };
            return Task.FromResult((_shards.Count > 0 && connected == _shards.Count, _shards.Count > 0 && _shards.Values.All(shard => shard.Was)) switch
            {
                (true, _) => HealthCheckResult.Healthy(data: data),
                (_, true) => HealthCheckResult.Degraded("The connection to Discord's gateway is being restored.", data: data),
                _ => HealthCheckResult.Unhealthy("Discord's gateway has not accepted this bot yet.", data: data),
            });
        }
    }

    private void Set(Shard shard, bool connected)
    {
        lock (_gate)
        {
            _shards[shard] = (connected, connected || _shards.GetValueOrDefault(shard).Was);
        }
    }
}
