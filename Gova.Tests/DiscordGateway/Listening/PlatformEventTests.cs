using System.Collections.Concurrent;
using System.Text.Json;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Listening;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Listening;

/// <summary>What happens besides messages, from the gateway to the topic.</summary>
public sealed class PlatformEventTests : IAsyncDisposable
{
    private const string User = """{"id": "50", "username": "ann", "global_name": "Ann"}""";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<GatewayMetrics>().BuildServiceProvider();
    private readonly RecordingPublisher _topic = new();
    private readonly IGatewayEventHandler[] _handlers;

    public PlatformEventTests()
    {
        var publisher = new MessagePublisher(
            _topic, new Topics(), _services.GetRequiredService<GatewayMetrics>(), new FakeClock(), NullLogger<MessagePublisher>.Instance);
        _handlers = [new MemberChangeHandler(publisher), new GuildChangeHandler(publisher), new AutoModHandler(publisher)];
    }

    [Fact]
    public async Task Members_who_join_and_leave_are_told() => await ExpectAsync(
        ("GUILD_MEMBER_ADD", $$"""{"guild_id": "1", "user": {{User}}, "roles": [], "joined_at": "2026-11-20T12:00:00+00:00"}""",
            new MemberJoinedEvent("discord", 1, 50, "Ann", false, new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero))),
        ("GUILD_MEMBER_REMOVE", $$"""{"guild_id": "1", "user": {{User}}}""", new MemberLeftEvent("discord", 1, 50, "Ann")));

    [Fact]
    public async Task A_changed_member_comes_with_roles_and_timeout()
    {
        await TellAsync(
            "GUILD_MEMBER_UPDATE",
            $$"""{"guild_id": "1", "user": {{User}}, "nick": "A", "roles": ["21"], "communication_disabled_until": "2026-11-20T12:00:00+00:00"}""");

        var updated = Read<MemberUpdatedEvent>(Assert.Single(_topic.Records).Value);
        Assert.Equal(("A", 50L, new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero)), (updated.UserName, updated.UserId, updated.TimedOutUntil!.Value));
        Assert.Equal([21L], updated.RoleIds);
    }

    [Fact]
    public async Task Bans_and_their_ends_are_told() => await ExpectAsync(
        ("GUILD_BAN_ADD", $$"""{"guild_id": "1", "user": {{User}}}""", new MemberBannedEvent("discord", 1, 50, "Ann")),
        ("GUILD_BAN_REMOVE", $$"""{"guild_id": "1", "user": {{User}}}""", new MemberUnbannedEvent("discord", 1, 50, "Ann")));

    [Fact]
    public async Task Roles_that_come_change_and_go_are_told()
    {
        const string Role = """{"guild_id": "1", "role": {"id": "21", "name": "Helper", "permissions": "8192", "position": 2}}""";
        await ExpectAsync(
            ("GUILD_ROLE_CREATE", Role, new RoleChangedEvent("discord", 1, 21, PlatformChange.Created, "Helper", 8192, 2)),
            ("GUILD_ROLE_UPDATE", Role, new RoleChangedEvent("discord", 1, 21, PlatformChange.Updated, "Helper", 8192, 2)),
            ("GUILD_ROLE_DELETE", """{"guild_id": "1", "role_id": "21"}""", new RoleChangedEvent("discord", 1, 21, PlatformChange.Deleted)));
    }

    [Fact]
    public async Task Channels_and_threads_that_come_change_and_go_are_told()
    {
        const string Channel = """{"id": "30", "guild_id": "1", "type": 0, "name": "general", "parent_id": "29"}""";
        const string Thread = """{"id": "31", "guild_id": "1", "type": 11, "name": "post", "parent_id": "30"}""";
        await ExpectAsync(
            ("CHANNEL_CREATE", Channel, new ChannelChangedEvent("discord", 1, 30, PlatformChange.Created, "general", 29)),
            ("CHANNEL_UPDATE", Channel, new ChannelChangedEvent("discord", 1, 30, PlatformChange.Updated, "general", 29)),
            ("CHANNEL_DELETE", Channel, new ChannelChangedEvent("discord", 1, 30, PlatformChange.Deleted, "general", 29)),
            ("THREAD_CREATE", Thread, new ChannelChangedEvent("discord", 1, 31, PlatformChange.Created, "post", 30, true)),
            ("THREAD_DELETE", """{"id": "31", "guild_id": "1", "type": 11, "parent_id": "30"}""",
                new ChannelChangedEvent("discord", 1, 31, PlatformChange.Deleted, null, 30, true)));
    }

    [Fact]
    public async Task What_AutoMod_did_is_told_with_and_without_a_message()
    {
        const string Start = """{"guild_id": "1", "rule_id": "70", "rule_trigger_type": 1, "user_id": "50", "content": "bad word", "matched_keyword": "bad", "matched_content": "bad", "channel_id": "30",""";
        await ExpectAsync(
            ("AUTO_MODERATION_ACTION_EXECUTION", Start + """ "action": {"type": 1}}""",
                new AutoModExecutedEvent("discord", 1, 70, 50, 1, 1, 30, null, "bad word", "bad", "bad")),
            ("AUTO_MODERATION_ACTION_EXECUTION", Start + """ "action": {"type": 2}, "message_id": "80"}""",
                new AutoModExecutedEvent("discord", 1, 70, 50, 2, 1, 30, 80, "bad word", "bad", "bad")));
    }

    [Theory]
    [InlineData("GUILD_MEMBER_ADD", """{"user": {"id": "50"}}""")]
    [InlineData("GUILD_MEMBER_REMOVE", """{"guild_id": "1"}""")]
    [InlineData("GUILD_BAN_ADD", """{"guild_id": "1"}""")]
    [InlineData("GUILD_ROLE_DELETE", """{"guild_id": "1"}""")]
    [InlineData("AUTO_MODERATION_ACTION_EXECUTION", """[]""")]
    public async Task An_event_that_lacks_what_it_is_about_is_malformed(string type, string json)
    {
        await Assert.ThrowsAsync<JsonException>(() => TellAsync(type, json));
        Assert.Empty(_topic.Records);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private async Task ExpectAsync(params (string Type, string Json, object Expected)[] events)
    {
        foreach (var (type, json, _) in events)
        {
            await TellAsync(type, json);
        }

        Assert.All(_topic.Records, record => Assert.Equal(("gova.platform-events.v1", "1"), (record.Topic, record.Key)));
        Assert.Equal(events.Select(e => e.Expected), _topic.Records.Zip(events).Select(pair => Read(pair.First.Value, pair.Second.Expected)));
    }

    private static object Read(byte[] record, object like) => like switch
    {
        MemberJoinedEvent => Read<MemberJoinedEvent>(record),
        MemberLeftEvent => Read<MemberLeftEvent>(record),
        MemberBannedEvent => Read<MemberBannedEvent>(record),
        MemberUnbannedEvent => Read<MemberUnbannedEvent>(record),
        RoleChangedEvent => Read<RoleChangedEvent>(record),
        ChannelChangedEvent => Read<ChannelChangedEvent>(record),
        _ => Read<AutoModExecutedEvent>(record),
    };

    private static T Read<T>(byte[] record)
        where T : notnull
    {
        Assert.Equal(typeof(T).Name, Envelope.ReadType(record));
        return Envelope.Deserialize<T>(record).Data;
    }

    private async Task TellAsync(string type, string json)
    {
        foreach (var handler in _handlers.Where(handler => handler.EventTypes.Contains(type)))
        {
            await handler.HandleAsync(
                new GatewayEvent(new GatewaySession(), 1, type, JsonElement.Parse(json)), TestContext.Current.CancellationToken);
        }
    }

    private sealed class RecordingPublisher : IEventPublisher
    {
        public ConcurrentQueue<(string Topic, string Key, byte[] Value)> Records { get; } = new();

        public Task PublishAsync(string topic, string key, byte[] value, CancellationToken cancellationToken)
        {
            Records.Enqueue((topic, key, value));
            return Task.CompletedTask;
        }
    }
}
