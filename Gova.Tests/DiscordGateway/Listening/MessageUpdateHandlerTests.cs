using System.Diagnostics.Metrics;
using System.Text.Json;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Discord.Rest.RateLimits;
using Gova.DiscordGateway.Listening;
using Gova.Tests.DiscordGateway.Discord.Rest;
using Gova.Tests.DiscordGateway.Guilds;
using Gova.Tests.Infrastructure;
using Gova.Tests.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using static Gova.Tests.DiscordGateway.Discord.Rest.ScriptedHandler;

namespace Gova.Tests.DiscordGateway.Listening;

/// <summary>Edits that come without their text, which REST has to give.</summary>
public sealed class MessageUpdateHandlerTests(LocalServices services) : IAsyncDisposable
{
    private const string Whole = """{"id": "11", "channel_id": "12", "content": "edited", "author": {"id": "14", "username": "ada"}}""";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeClock _clock = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<GatewayMetrics>().BuildServiceProvider();

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(null)]
    public async Task Trouble_that_passes_delays_an_edit_and_does_not_drop_it(int? status)
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        var seen = new RememberingHandler();
        kafka.Consume("test", seen);
        // More trouble than the client gets over by itself.
        var trouble = Enumerable.Repeat(status is { } code ? Answer(code) : NoAnswer(), 6);

        var dropped = await HandleAsync(kafka, [.. trouble, Answer(200, Whole)]);

        await Eventually.That(() => seen.Seen.Contains(11), Soon, "the edit is published");
        Assert.Equal(0, dropped);
    }

    [Theory]
    [InlineData(404, """{"message": "Unknown Message", "code": 10008}""")]
    [InlineData(403, """{"message": "Missing Access", "code": 50001}""")]
    [InlineData(200, "unreadable")]
    public async Task An_edit_that_Discord_does_not_give_is_dropped_and_counted(int status, string body)
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);

        Assert.Equal(1, await HandleAsync(kafka, Answer(status, body)));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>Handles a partial edit to its end; returns how many were counted as dropped.</summary>
    private async Task<long> HandleAsync(KafkaHarness kafka, params Func<HttpResponseMessage>[] answers)
    {
        var metrics = _services.GetRequiredService<GatewayMetrics>();
        var dropped = 0L;
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref dropped, count));
        listener.EnableMeasurementEvents(metrics.DroppedEdits);
        using var discord = await new FakeDiscord().WithConnectionAsync();
        await discord.TellAsync("GUILD_CREATE", """{"id": "13", "owner_id": "10", "roles": [], "channels": [{"id": "12", "guild_id": "13"}]}""");
        var rest = new DiscordRestClient(
            new HttpClient(new ScriptedHandler(answers)) { BaseAddress = new Uri("http://localhost/") }, new RateLimiter(_clock), _clock,
            NullLogger<DiscordRestClient>.Instance);
        var publisher = new MessagePublisher(kafka.Publisher, kafka.Topics, metrics, _clock, NullLogger<MessagePublisher>.Instance);
        var handler = new MessageUpdateHandler(
            new MemberMessages(discord.Self, discord.Model, discord.ListeningMetrics), publisher,
            new GuildOrder(discord.Model, _clock, NullLogger<GuildOrder>.Instance), rest, metrics, _clock,
            NullLogger<MessageUpdateHandler>.Instance);
        var edit = JsonElement.Parse("""{"id": "11", "channel_id": "12", "guild_id": "13", "edited_timestamp": "2026-11-20T12:00:00+00:00"}""");

        var handling = handler.HandleAsync(new GatewayEvent(new GatewaySession(), 1, "MESSAGE_UPDATE", edit), Stop);
        await Eventually.That(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return handling.IsCompleted;
            },
            Soon, "the edit is handled");
        await handling;
        return dropped;
    }
}
