using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Discord.Rest.RateLimits;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

public sealed class IdentifyGateTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly GatewayBotHandler _discord = new();
    private readonly HttpClient _http;
    private readonly IdentifyGate _gate;

    public IdentifyGateTests()
    {
        _http = new HttpClient(_discord) { BaseAddress = new Uri("http://localhost/api/v10/") };
        var rest = new DiscordRestClient(_http, new RateLimiter(_clock), _clock, NullLogger<DiscordRestClient>.Instance);
        _gate = new IdentifyGate(
            new GatewayInfo(rest, _clock), new GatewayMetrics(_services.GetRequiredService<IMeterFactory>()), _clock, NullLogger<IdentifyGate>.Instance);
    }

    [Fact]
    public async Task Shards_with_the_same_key_identify_five_seconds_apart_in_order_and_the_others_at_once()
    {
        _discord.MaxConcurrency = 2;
        var turns = Enumerable.Range(0, 6).Select(id => _gate.EnterAsync(new Shard(id, 6), Stop)).ToList();

        (await turns[0].WaitAsync(Soon, Stop)).Identified();
        (await turns[1].WaitAsync(Soon, Stop)).Identified();
        await Eventually.That(() => _clock.Timers == 2, Soon, "the next of each key wait");
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.DoesNotContain(turns.Skip(2), turn => turn.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        (await turns[2].WaitAsync(Soon, Stop)).Identified();
        (await turns[3].WaitAsync(Soon, Stop)).Identified();
        Assert.DoesNotContain(turns.Skip(4), turn => turn.IsCompleted);
    }

    [Fact]
    public async Task The_five_seconds_count_from_the_identify_and_not_from_the_connecting()
    {
        var slow = await _gate.EnterAsync(new Shard(0, 2), Stop);
        var next = _gate.EnterAsync(new Shard(1, 2), Stop);

        _clock.Advance(TimeSpan.FromSeconds(30));
        slow.Identified();
        await Eventually.That(() => _clock.Timers == 1, Soon, "the next waits");
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        await next.WaitAsync(Soon, Stop);
    }

    [Fact]
    public async Task A_connection_that_failed_before_its_identify_holds_nobody_up()
    {
        (await _gate.EnterAsync(new Shard(0, 2), Stop)).Dispose();

        await _gate.EnterAsync(new Shard(1, 2), Stop).WaitAsync(Soon, Stop);
    }

    [Fact]
    public async Task Before_the_days_identifies_are_used_up_it_waits_for_new_ones()
    {
        (_discord.Remaining, _discord.MaxConcurrency) = (12, 16);
        (await _gate.EnterAsync(new Shard(0, 16), Stop)).Identified();
        (await _gate.EnterAsync(new Shard(1, 16), Stop)).Identified();

        var third = _gate.EnterAsync(new Shard(2, 16), Stop);
        await Eventually.That(() => _clock.Timers == 1, Soon, "it waits");
        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(third.IsCompleted);
        _discord.Remaining = 1_000;
        _clock.Advance(TimeSpan.FromMinutes(1));

        await third.WaitAsync(Soon, Stop);
    }

    [Fact]
    public async Task A_server_without_a_limit_on_identifies_gets_one_in_five_seconds()
    {
        _discord.Body = """{"url": "wss://gateway.example", "shards": "1"}""";
        (await _gate.EnterAsync(new Shard(0, 2), Stop)).Identified();

        var second = _gate.EnterAsync(new Shard(1, 2), Stop);
        await Eventually.That(() => _clock.Timers == 1, Soon, "it waits");
        _clock.Advance(TimeSpan.FromSeconds(5));

        await second.WaitAsync(Soon, Stop);
    }

    public void Dispose()
    {
        _http.Dispose();
        _services.Dispose();
    }

    private sealed class GatewayBotHandler : HttpMessageHandler
    {
        public int Remaining { get; set; } = 1_000;

        public int MaxConcurrency { get; set; } = 1;

        public string? Body { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = Body ?? $$$"""
                {"url": "wss://gateway.example", "shards": 6, "session_start_limit":
                {"total": 1000, "remaining": {{{Remaining}}}, "reset_after": 3600000, "max_concurrency": {{{MaxConcurrency}}}}}
                """;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        }
    }
}
