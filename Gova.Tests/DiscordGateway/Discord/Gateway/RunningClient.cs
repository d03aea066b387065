using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

/// <summary>The gateway's shards at work against some server; the events of the first one are read by the test.</summary>
internal sealed class RunningClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<GatewayEvent> _events;
    private readonly MeterListener _meters = new();
    private readonly ConcurrentDictionary<string, long> _counted = new();

    public RunningClient(string apiBaseUrl, GatewaySession? session = null, int bufferLength = 1_000, int shards = 1, TimeProvider? time = null)
    {
        var services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton(time ?? TimeProvider.System).AddDiscord();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Discord:Token"] = "the-token", ["Discord:ApiBaseUrl"] = apiBaseUrl }).Build());
        _services = services.BuildServiceProvider();
        _ = _services.GetRequiredService<GatewayMetrics>();
        _meters.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>())
            {
                meters.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>(
            (instrument, value, _, _) => _counted.AddOrUpdate(instrument.Name, value, (_, count) => count + value));
        _meters.Start();

        var lanes = Enumerable.Range(0, shards)
            .Select(id => (Session: session ?? new GatewaySession(new Shard(id, shards)), Events: new EventBuffer(bufferLength))).ToList();
        _events = lanes[0].Events.ReadAllAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Run = Clients.RunAsync(lanes, _stop.Token);
    }

    public Task Run { get; }

    public GatewayClients Clients => _services.GetRequiredService<GatewayClients>();

    public long Counted(string instrument) => _counted.GetValueOrDefault(instrument);

    public long MalformedFrames => Counted("gova.discord.malformed_frames");

    public async Task<GatewayEvent> EventAsync()
    {
        Assert.True(await _events.MoveNextAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
        return _events.Current;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _services.DisposeAsync();
        _meters.Dispose();
        _stop.Dispose();
    }
}
