using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Listening;
using Gova.DiscordGateway.Listening.Gaps;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.DiscordGateway.Guilds;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Listening.Gaps;

public sealed class GapFillerTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly FakeDiscord _discord = new();
    private readonly Published _published = new();
    private readonly RecentMessages _recent = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly GatewayState _state = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly DateTimeOffset _from;
    private readonly GapFiller _filler;
    private Task _run = Task.CompletedTask;

    public GapFillerTests()
    {
        var metrics = new GatewayMetrics(_services.GetRequiredService<IMeterFactory>());
        var publisher = new MessagePublisher(_published, new Topics(""), metrics, _discord.Clock, NullLogger<MessagePublisher>.Instance);
        var history = new ChannelHistory(
            _discord.Rest, _discord.Model, new MemberMessages(_discord.Self, _discord.Model, _discord.ListeningMetrics), publisher, _recent, metrics,
            _discord.Clock, NullLogger<ChannelHistory>.Instance);
        _filler = new GapFiller(history, _state, metrics, _discord.Clock, NullLogger<GapFiller>.Instance);
        _from = _discord.Clock.GetUtcNow().AddMinutes(-5);
    }

    private long After => Snowflake.At(_from.AddSeconds(-20));

    public async ValueTask InitializeAsync()
    {
        await _discord.WithConnectionAsync();
        _run = _filler.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task What_was_written_meanwhile_is_published_page_by_page_and_only_where_something_was()
    {
        var first = Enumerable.Range(1, 100).Select(n => Message(n)).Reverse();
        _discord.Answers(Path(30, After), $"[{string.Join(',', first)}]");
        _discord.Answers(Path(30, Id(100)), $"[{Message(101)}]");
        var session = new GatewaySession(gapFrom: _from);

        await TellAsync(session, "READY", """{"guilds": [{"id": "1"}]}""");
        await TellAsync(session, "GUILD_CREATE", Guild(
            $$"""{"id": "30", "last_message_id": "{{Id(101)}}"}, {"id": "32", "last_message_id": "{{Id(-600)}}"}, {"id": "33"}"""));
        await ClosedAsync(session);

        Assert.Equal(Enumerable.Range(1, 101).Select(n => Id(n)), _published.Created.Select(created => created.MessageId));
        Assert.All(_published.Created, created => Assert.Equal((1L, 30L, 0L), (created.GuildId, created.ChannelId, created.Revision)));
    }

    [Fact]
    public async Task An_edited_message_counts_as_that_edit_and_others_than_members_are_left_out()
    {
        _discord.Answers(Path(30, After), $$"""
            [{"id": "{{Id(3)}}", "channel_id": "30", "content": "b", "author": {"id": "5", "bot": true} },
             {"id": "{{Id(2)}}", "channel_id": "30", "content": "w", "author": {"id": "6"}, "webhook_id": "7"},
             {"id": "{{Id(1)}}", "channel_id": "30", "content": "e", "author": {"id": "14"}, "edited_timestamp": "2026-11-20T11:58:00+00:00"}]
            """);
        var session = new GatewaySession(gapFrom: _from);

        await TellAsync(session, "READY", """{"guilds": [{"id": "1"}]}""");
        await TellAsync(session, "GUILD_CREATE", Guild($$"""{"id": "30", "last_message_id": "{{Id(3)}}"}"""));
        await ClosedAsync(session);

        var edited = Assert.Single(_published.Created);
        Assert.Equal((Id(1), new DateTimeOffset(2026, 11, 20, 11, 58, 0, TimeSpan.Zero).ToUnixTimeMilliseconds()), (edited.MessageId, edited.Revision));
    }

    [Fact]
    public async Task What_the_gateway_had_told_before_is_not_published_again()
    {
        Assert.True(_recent.TryClaim(Id(1), revision: 0));
        _discord.Answers(Path(30, After), $"[{Message(2)}, {Message(1)}]");
        var session = new GatewaySession(gapFrom: _from);

        await TellAsync(session, "READY", """{"guilds": [{"id": "1"}]}""");
        await TellAsync(session, "GUILD_CREATE", Guild($$"""{"id": "30", "last_message_id": "{{Id(2)}}"}"""));
        await ClosedAsync(session);

        Assert.Equal(Id(2), Assert.Single(_published.Created).MessageId);
        Assert.False(_recent.TryClaim(Id(2), revision: 0));
    }

    [Fact]
    public async Task What_cannot_be_fetched_is_counted_and_ends_the_gap_all_the_same()
    {
        _discord.Answers(Path(30, After), """{"code": 50001, "message": "Missing Access"}""", 403);
        var session = new GatewaySession(gapFrom: _from);

        await TellAsync(session, "READY", """{"guilds": [{"id": "1"}]}""");
        await TellAsync(session, "GUILD_CREATE", Guild($$"""{"id": "30", "last_message_id": "{{Id(3)}}"}"""));
        await ClosedAsync(session);

        Assert.Equal(1, await UnfilledAsync());
    }

    [Fact]
    public async Task What_the_bot_sees_and_may_not_read_back_is_counted()
    {
        await _discord.TellAsync("CHANNEL_UPDATE", """
            {"id": "30", "guild_id": "1", "type": 0, "permission_overwrites": [{"id": "1", "type": 0, "allow": "0", "deny": "65536"}]}
            """);
        var session = new GatewaySession(gapFrom: _from);

        await TellAsync(session, "READY", """{"guilds": [{"id": "1"}]}""");
        await TellAsync(session, "GUILD_CREATE", Guild($$"""{"id": "30", "last_message_id": "{{Id(3)}}"}"""));
        await ClosedAsync(session);

        Assert.Equal(1, await UnfilledAsync());
    }

    [Fact]
    public async Task What_the_bot_does_not_see_is_no_gap()
    {
        await _discord.TellAsync("CHANNEL_UPDATE", """
            {"id": "30", "guild_id": "1", "type": 0, "permission_overwrites": [{"id": "1", "type": 0, "allow": "0", "deny": "1024"}]}
            """);
        var session = new GatewaySession(gapFrom: _from);

        await TellAsync(session, "READY", """{"guilds": [{"id": "1"}]}""");
        await TellAsync(session, "GUILD_CREATE", Guild($$"""{"id": "30", "last_message_id": "{{Id(3)}}"}"""));
        await ClosedAsync(session);

        Assert.Equal(0, await UnfilledAsync());
    }

    [Fact]
    public async Task A_message_that_cannot_be_used_keeps_no_gap_open()
    {
        var ids = Enumerable.Range(100, 8).ToList();
        foreach (var id in ids)
        {
            await _discord.TellAsync("CHANNEL_CREATE", $$"""{"id": "{{id}}", "guild_id": "1", "type": 0}""");
            _discord.Answers(Path(id, After), $"[{Message(id).Replace("\"content\"", "\"mentions\": [null], \"content\"", StringComparison.Ordinal)}]");
        }

        var session = new GatewaySession(gapFrom: _from);
        await TellAsync(session, "READY", """{"guilds": [{"id": "1"}]}""");
        await TellAsync(session, "GUILD_CREATE", Guild(string.Join(',', ids.Select(id => $$"""{"id": "{{id}}", "last_message_id": "{{Id(id)}}"}"""))));
        await ClosedAsync(session);

        Assert.Equal(8, await UnfilledAsync());
    }

    [Fact]
    public async Task A_guild_that_does_not_come_is_given_up_after_some_minutes()
    {
        var session = new GatewaySession(gapFrom: _from);
        await TellAsync(session, "READY", """{"guilds": [{"id": "1"}, {"id": "2"}]}""");
        await TellAsync(session, "GUILD_CREATE", """{"id": "1", "unavailable": true}""");
        Assert.NotNull(session.GapFrom);

        await Eventually.That(
            () =>
            {
                _discord.Clock.Advance(TimeSpan.FromMinutes(1));
                return session.GapFrom is null;
            },
            Soon, "the gap is closed");

        Assert.Equal(2, await UnfilledAsync());
    }

    [Fact]
    public async Task A_session_that_is_lost_before_its_gap_is_filled_hands_it_on()
    {
        var first = new GatewaySession(gapFrom: _from);
        await TellAsync(first, "READY", """{"guilds": [{"id": "1"}, {"id": "2"}]}""");
        first.Establish("first", new Uri("wss://gateway.example"));
        var second = first.Replace();
        _discord.Answers(Path(30, After), $"[{Message(1)}]");

        Assert.Equal(_from, second.GapFrom);
        await TellAsync(second, "READY", """{"guilds": [{"id": "1"}]}""");
        await TellAsync(second, "GUILD_CREATE", Guild($$"""{"id": "30", "last_message_id": "{{Id(1)}}"}"""));
        await ClosedAsync(second);

        Assert.Single(_published.Created);
        Assert.NotNull(first.GapFrom);
    }

    [Fact]
    public void A_session_that_is_lost_before_its_READY_is_done_leaves_a_gap_too()
    {
        var session = new GatewaySession();
        session.Establish("first", new Uri("wss://gateway.example"), _from);

        Assert.Equal(_from, session.Replace().GapFrom);
    }

    [Fact]
    public async Task Without_a_gap_nothing_is_asked()
    {
        var session = new GatewaySession();

        await TellAsync(session, "READY", """{"guilds": [{"id": "1"}]}""");
        await TellAsync(session, "GUILD_CREATE", Guild($$"""{"id": "30", "last_message_id": "{{Id(3)}}"}"""));

        Assert.DoesNotContain(_discord.Asked, path => path.StartsWith("channels/", StringComparison.Ordinal));
    }

    private static string Path(long channelId, long after) => $"channels/{channelId}/messages?after={after}&limit=100";

    private static string Guild(string channels) => $$"""{"id": "1", "channels": [{{channels}}]}""";

    private long Id(int second) => Snowflake.At(_from.AddSeconds(second));

    private string Message(int second) =>
        $$"""{"id": "{{Id(second)}}", "channel_id": "30", "content": "hi", "author": {"id": "14", "username": "ada"} }""";

    private Task TellAsync(GatewaySession session, string type, string json) =>
        _filler.HandleAsync(new GatewayEvent(session, 1, type, JsonElement.Parse(json)), Stop);

    private static Task ClosedAsync(GatewaySession session) => Eventually.That(() => session.GapFrom is null, Soon, "the gap is closed");

    private async Task<long> UnfilledAsync() => (long)(await _state.CheckHealthAsync(new(), Stop)).Data["unfilled"];

    private sealed class Published : IEventPublisher
    {
        public ConcurrentQueue<MessageCreatedEvent> Created { get; } = new();

        public Task PublishAsync(string topic, string key, byte[] value, CancellationToken cancellationToken)
        {
            Created.Enqueue(Envelope.Deserialize<MessageCreatedEvent>(value).Data);
            return Task.CompletedTask;
        }
    }
}
