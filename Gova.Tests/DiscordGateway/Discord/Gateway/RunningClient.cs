using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Gateway;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

/// <summary>The gateway client at work against some server; its events are read by the test.</summary>
internal sealed class RunningClient : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<GatewayEvent> _events;
    private readonly MeterListener _meters = new();
    private long _malformed;

    public RunningClient(string apiBaseUrl, GatewaySession? session = null, int queueLength = 1_000)
    {
        var services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton(TimeProvider.System).AddDiscord();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Discord:Token"] = "the-token", ["Discord:ApiBaseUrl"] = apiBaseUrl }).Build());
        _services = services.BuildServiceProvider();
        var metrics = _services.GetRequiredService<GatewayMetrics>();
        _meters.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _malformed, value));
        _meters.EnableMeasurementEvents(metrics.MalformedFrames);
        _events = Channel.CreateBounded<GatewayEvent>(queueLength);
        Run = _services.GetRequiredService<GatewayClient>().RunAsync(session ?? new GatewaySession(), _events.Writer, _stop.Token);
    }

    public Task Run { get; }

    public long MalformedFrames => Interlocked.Read(ref _malformed);

    public async Task<GatewayEvent> EventAsync() =>
        await _events.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _services.DisposeAsync();
        _meters.Dispose();
        _stop.Dispose();
    }
}
