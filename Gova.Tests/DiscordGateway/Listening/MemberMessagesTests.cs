using System.Text.Json;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Discord.Rest.RateLimits;
using Gova.DiscordGateway.Listening;
using Gova.Messaging.Contracts;
using Gova.Tests.DiscordGateway.Discord.Rest;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Listening;

public sealed class MemberMessagesTests
{
    [Fact]
    public void A_members_message_carries_what_the_worker_needs()
    {
        var created = Read(
            """
            {"id": "11", "channel_id": "12", "guild_id": "13", "type": 19, "content": "hi",
             "author": {"id": "14", "username": "ada", "global_name": "Ada"}, "member": {"nick": "The Ada", "roles": ["15", "16"]},
             "message_reference": {"message_id": "10"}}
            """)!;

        Assert.Equal(
            new MessageCreatedEvent("discord", 13, 12, 11, 0, 14, "The Ada", "hi", created.AuthorRoleIds, null, 10), created);
        Assert.Equal([15L, 16L], created.AuthorRoleIds);
    }

    [Theory]
    [InlineData("""{"id": "1", "channel_id": "2", "content": "a direct message", "author": {"id": "3"}}""")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "content": "a webhook", "author": {"id": "3"}, "webhook_id": "5"}""")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "content": "a bot", "author": {"id": "3", "bot": true}}""")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "content": "ourselves", "author": {"id": "99"}}""")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "content": "nobody"}""")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "type": 7, "content": "", "author": {"id": "3"}}""")]
    public void Other_messages_are_ignored(string json) => Assert.Null(Read(json));

    [Fact]
    public void Integers_may_come_as_numbers_or_strings() =>
        Assert.Equal(13, Read("""{"id": 11, "channel_id": 12, "guild_id": "13", "type": "0", "content": "hi", "author": {"id": 14}}""")!.GuildId);

    private static MessageCreatedEvent? Read(string json)
    {
        var rest = new DiscordRestClient(
            new HttpClient(new ScriptedHandler(ScriptedHandler.Answer(200, """{"id": "99"}"""))) { BaseAddress = new Uri("http://localhost/") },
            new RateLimiter(TimeProvider.System), TimeProvider.System, NullLogger<DiscordRestClient>.Instance);
        var self = new BotIdentity(rest);
        self.GetIdAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return new MemberMessages(self, new ChannelNames()).ToEvent(JsonSerializer.Deserialize(json, DiscordJson.Default.DiscordMessage)!, 0);
    }
}
