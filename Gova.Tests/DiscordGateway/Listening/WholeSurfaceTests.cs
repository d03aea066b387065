using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Gova.Messaging;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Record = Gova.Messaging.Record;

namespace Gova.Tests.DiscordGateway.Listening;

/// <summary>The whole service and everything that Discord can say.</summary>
public sealed class WholeSurfaceTests(LocalServices services)
{
    private const string Member = GatewayStage.SomeMember;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task What_members_say_arrives_in_every_form_and_what_others_say_stops_nothing()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        await stage.StartAsync();

        var plain = await PostAsync(new { content = "plain", user_id = Member });
        await PostAsync(new { content = "from a webhook", webhook = "Feed" });
        await PostAsync(new { content = "in private", user_id = Member, direct = true });
        var robot = await stage.Discord.PostAsync("/simulator/members", new { username = "robot", bot = true });
        await PostAsync(new { content = "from a bot", user_id = robot["user_id"]!.ToString() });
        await stage.Discord.PostAsync($"/api/v10/channels/{plain["channel_id"]}/messages", new { content = "from ourselves" });
        await PostAsync(new { content = "reply", user_id = Member, reply_to = plain["id"]!.ToString() });
        await PostAsync(new { user_id = Member, forward_of = plain["id"]!.ToString() });
        await PostAsync(new
        {
            content = "rich", user_id = Member,
            attachments = new[] { new { id = "1", filename = "a.png", content_type = "image/png", size = 7, url = "https://cdn.example/a.png" } },
            embeds = new[] { new { title = "A title" } },
        });
        var forum = await stage.Discord.PostAsync("/simulator/channels", new { name = "help", type = "forum" });
        var post = await stage.Discord.PostAsync(
            "/simulator/threads", new { parent_id = forum["id"]!.ToString(), user_id = Member, name = "Which glue?", content = "first" });
        await PostAsync(new { content = "second", channel_id = post["id"]!.ToString(), user_id = Member });

        await Eventually.That(() => stage.Created.Any(created => created.Data.Content == "second"), Soon, "the last message is published");

        var said = stage.Created.Select(created => created.Data).ToList();
        Assert.Equal(["plain", "reply", "", "rich", "first", "second"], said.Select(message => message.Content));
        Assert.Equal((plain["id"]!.ToString(), "plain"), ($"{said[1].ReplyToMessageId}", said[1].ReplyToContent));
        Assert.Equal(("plain", null), (said[2].ForwardedText, said[2].ReplyToMessageId));
        Assert.Equal("A title", said[3].EmbedText);
        Assert.Equal(new MessageAttachment("a.png", "image/png", 7, "https://cdn.example/a.png"), Assert.Single(said[3].Attachments!));
        Assert.All(said[4..], message => Assert.Equal(forum["id"]!.ToString(), $"{message.ParentChannelId}"));
        Assert.Equal(("Which glue?", null), (said[4].Title, said[5].Title));

        Task<JsonNode> PostAsync(object message) => stage.Discord.PostAsync("/simulator/messages", message);
    }

    [Fact]
    public async Task What_happens_besides_messages_reaches_Kafka_in_order()
    {
        await using var stage = await GatewayStage.CreateAsync(services);
        var seen = new SeenTypes();
        stage.Kafka.Consume("platform", seen, settings => settings with { Topics = [stage.Kafka.Topics.PlatformEvents] });
        await stage.StartAsync();

        var ann = (await stage.Discord.PostAsync("/simulator/members", new { username = "ann" }))["user_id"]!.ToString();
        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Patch, $"/simulator/members/{ann}", new { nick = "Annie" }),
            (HttpMethod.Post, "/simulator/automod", new { user_id = ann, content = "blocked words", keyword = "blocked" }),
            (HttpMethod.Put, $"/simulator/bans/{ann}", null),
            (HttpMethod.Delete, $"/simulator/bans/{ann}", null),
            (HttpMethod.Post, "/simulator/roles", new { name = "Helper", position = 1, permissions = "0" }),
            (HttpMethod.Post, "/simulator/channels", new { name = "annexe" }),
        })
        {
            using var done = await stage.Discord.SendAsync(method, path, body);
            done.EnsureSuccessStatusCode();
        }

        await Eventually.That(() => seen.Types.Contains(nameof(ChannelChangedEvent)), Soon, "the last event is published");
        // A ban removes the member as well; Discord orders the two as it likes.
        Assert.Equal(
            [
                nameof(MemberJoinedEvent), nameof(MemberUpdatedEvent), nameof(AutoModExecutedEvent), nameof(MemberBannedEvent),
                nameof(MemberUnbannedEvent), nameof(RoleChangedEvent), nameof(ChannelChangedEvent),
            ],
            seen.Types.Where(type => type != nameof(MemberLeftEvent)));
        Assert.Contains(nameof(MemberLeftEvent), seen.Types);
    }

    private sealed class SeenTypes : IRecordHandler
    {
        public ConcurrentQueue<string> Types { get; } = new();

        public Task HandleAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken)
        {
            foreach (var record in batch)
            {
                Types.Enqueue(Envelope.ReadType(record.Value));
            }

            return Task.CompletedTask;
        }
    }
}
