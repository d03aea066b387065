using System.Text.Json;
using Gova.Messaging.Contracts;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.ModerationWorker.Pipeline;

/// <summary>Messages that say something besides their text, stand in threads, or are edited.</summary>
public sealed class SurfaceTests(LocalServices services)
{
    private const long GuildId = 1001;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_file_an_embed_or_a_forward_says_is_judged_and_kept()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Start();
        var plain = WorkerHarness.Message(GuildId, "");

        await worker.PublishAsync(plain with
        {
            MessageId = WorkerHarness.NewMessageId(), EmbedText = "Free Nitro",
            Attachments = [new MessageAttachment("a.png", "image/png", 5, "https://cdn/a.png")],
        });
        await worker.PublishAsync(plain with { MessageId = WorkerHarness.NewMessageId(), ForwardedText = "get free nitro" });
        await worker.PublishAsync(plain with
        {
            MessageId = WorkerHarness.NewMessageId(), Attachments = [new MessageAttachment("x.txt", Description: "free nitro")],
        });
        await worker.UntilAsync("action_events", 3, "each is acted on");

        await using var db = worker.Database.CreateContext();
        var first = await db.Evaluations.OrderBy(e => e.MessageId).FirstAsync(Stop);
        var context = JsonDocument.Parse(first.Context).RootElement;
        Assert.Equal(("Free Nitro", "a.png"), (context.GetProperty("embed_text").GetString(), context.GetProperty("added_text").GetString()));
        Assert.Equal("https://cdn/a.png", context.GetProperty("attachments")[0].GetProperty("url").GetString());
    }

    [Fact]
    public async Task The_model_sees_it_too()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Start();

        await worker.PublishAsync(WorkerHarness.Message(GuildId, "") with { PollText = "something bad" });

        await worker.UntilAsync("action_events", 1, "the model's action is recorded");
    }

    [Fact]
    public async Task Threads_of_a_watched_channel_are_watched()
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId, WorkerHarness.Configuration with { Channels = ["42"] });
        worker.Start();
        var message = WorkerHarness.Message(GuildId, "free nitro");

        await worker.PublishAsync(message with { ChannelId = 50, ParentChannelId = 41, MessageId = WorkerHarness.NewMessageId() });
        await worker.PublishAsync(message with { ChannelId = 51, ParentChannelId = 42, MessageId = WorkerHarness.NewMessageId() });
        await worker.PublishAsync(message);
        await worker.UntilAsync("action_events", 2, "the thread and the channel are judged");

        Assert.Equal(2, await worker.CountAsync("evaluation_events"));
        Assert.Equal(1, await worker.CountAsync("evaluation_events WHERE channel_id = 51"));
    }

    [Theory]
    [InlineData("free nitro")]
    [InlineData("something bad")]
    public async Task A_message_that_is_edited_to_and_fro_is_acted_on_once(string bad)
    {
        await using var worker = await WorkerHarness.CreateAsync(services, Stop);
        await worker.AddModeratorAsync(GuildId);
        worker.Start();
        var message = WorkerHarness.Message(GuildId, bad);

        await worker.PublishAsync(message);
        await worker.PublishAsync(message with { Revision = 1, Content = "hello" });
        await worker.PublishAsync(message with { Revision = 2 });
        await worker.PublishAsync(message with { Revision = 3 });
        await worker.UntilAsync("evaluation_events WHERE status = 'judged'", 3, "three texts are judged");
        await worker.PublishAsync(message with { MessageId = WorkerHarness.NewMessageId() });
        await worker.UntilAsync("action_events", 2, "another message with that text is acted on");

        Assert.Equal(2, await worker.CountAsync("action_events WHERE text_hash IS NOT NULL"));
        Assert.Equal(4, await worker.CountAsync("evaluation_events"));
    }
}
