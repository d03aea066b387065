using System.Diagnostics.Metrics;
using System.Text.Json;
using Gova.DiscordGateway.Discord;
using Gova.DiscordGateway.Listening;
using Gova.Messaging.Contracts;
using Gova.Tests.DiscordGateway.Guilds;

namespace Gova.Tests.DiscordGateway.Listening;

public sealed class MemberMessagesTests : IAsyncLifetime
{
    private const string Start = """{"id": "11", "channel_id": "30", "guild_id": "1", "content": "hi", "author": {"id": "14", "username": "ada"}""";

    private readonly FakeDiscord _discord = new();

    public async ValueTask InitializeAsync() => await _discord.WithConnectionAsync();

    [Fact]
    public void A_members_message_carries_what_the_worker_needs()
    {
        var created = Read(
            """
            {"id": "11", "channel_id": "30", "guild_id": "1", "type": 19, "content": "hi",
             "author": {"id": "14", "username": "ada", "global_name": "Ada"}, "member": {"nick": "The Ada", "roles": ["15", "16"]},
             "message_reference": {"message_id": "10"}}
            """)!;

        Assert.Equal(
            new MessageCreatedEvent("discord", 1, 30, 11, 0, 14, "The Ada", "hi", created.AuthorRoleIds, "general", 10), created);
        Assert.Equal([15L, 16L], created.AuthorRoleIds);
    }

    [Theory]
    [InlineData("""{"id": "1", "channel_id": "2", "content": "to the bot", "author": {"id": "3"}}""", "direct_message")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "author": {"id": "3"}, "webhook_id": "5"}""", "webhook")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "author": {"id": "5", "bot": true}, "webhook_id": "5"}""", "webhook")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "author": {"id": "3", "bot": true}}""", "bot")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "type": 20, "author": {"id": "3", "bot": true}}""", "bot")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "author": {"id": "99"}}""", "self")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "author": {"id": "99", "bot": true}}""", "self")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "content": "nobody's"}""", "incomplete")]
    [InlineData("""{"id": "0", "channel_id": "2", "guild_id": "4", "author": {"id": "3"}}""", "incomplete")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "type": 7, "author": {"id": "3"}}""", "announcement")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "type": 24, "author": {"id": "3"}}""", "announcement")]
    [InlineData("""{"id": "1", "channel_id": "2", "guild_id": "4", "type": 999, "author": {"id": "3"}}""", "announcement")]
    public void Other_messages_are_ignored_and_counted_by_their_reason(string json, string reason)
    {
        var reasons = new List<object?>();
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => reasons.Add(tags[0].Value));
        listener.EnableMeasurementEvents(_discord.ListeningMetrics.IgnoredMessages);

        Assert.Null(Read(json));

        Assert.Equal([reason], reasons);
    }

    [Fact]
    public void Integers_may_come_as_numbers_or_strings() =>
        Assert.Equal(1, Read("""{"id": 11, "channel_id": 30, "guild_id": "1", "type": "0", "content": "hi", "author": {"id": 14}}""")!.GuildId);

    [Fact]
    public void A_message_in_a_thread_names_the_channel_that_the_thread_belongs_to()
    {
        var created = Read(Start.Replace("\"30\"", "\"31\"", StringComparison.Ordinal) + "}")!;

        Assert.Equal((31L, 30L, "a thread", null), (created.ChannelId, created.ParentChannelId!.Value, created.ChannelName, created.Title));
        Assert.Null(Read(Start + "}")!.ParentChannelId);
    }

    [Fact]
    public void The_first_message_of_a_forum_post_carries_the_posts_title() => Assert.Equal(
        "a thread",
        Read(Start.Replace("\"30\"", "\"31\"", StringComparison.Ordinal).Replace("\"11\"", "\"31\"", StringComparison.Ordinal) + "}")!.Title);

    [Fact]
    public void Attachments_come_with_what_they_are()
    {
        var created = Read(
            $$"""
            {{Start}}, "attachments": [
                {"id": "1", "filename": "a.png", "content_type": "image/png", "size": 1024, "url": "https://cdn/a.png", "description": "alt"},
                {"id": "2", "filename": "b", "size": "7"}]}
            """)!;

        Assert.Equal(
            [new MessageAttachment("a.png", "image/png", 1024, "https://cdn/a.png", "alt"), new MessageAttachment("b", Size: 7)],
            created.Attachments);
    }

    [Fact]
    public void Texts_of_embeds_are_gathered()
    {
        var created = Read(
            $$$"""
            {{{Start}}}, "embeds": [{"title": "T", "description": "D", "url": "https://x", "author": {"name": "A"}, "footer": {"text": "F"},
                "fields": [{"name": "N", "value": "V"}]}, {"type": "image"}]}
            """)!;

        Assert.Equal("A\nT\nD\nN\nV\nF\nhttps://x", created.EmbedText);
    }

    [Fact]
    public void Stickers_and_polls_are_text_too()
    {
        var created = Read(
            $$$"""
            {{{Start}}}, "sticker_items": [{"id": "1", "name": "Wave", "format_type": 1}],
             "poll": {"question": {"text": "Who?"}, "answers": [{"answer_id": 1, "poll_media": {"text": "Me"}}, {"poll_media": {"emoji": {"id": null} } }] } }
            """)!;

        Assert.Equal(["Wave"], created.Stickers);
        Assert.Equal("Who?\nMe", created.PollText);
    }

    [Fact]
    public void A_reply_says_what_it_answers()
    {
        var created = Read(
            $$$"""
            {{{Start}}}, "type": 19, "message_reference": {"type": 0, "message_id": "10", "channel_id": "30"},
             "referenced_message": {"id": "10", "channel_id": "30", "content": "what?", "author": {"id": "15"} } }
            """)!;

        Assert.Equal((10L, 15L, "what?"), (created.ReplyToMessageId, created.ReplyToAuthorId, created.ReplyToContent));
    }

    [Fact]
    public void An_answer_to_a_deleted_message_is_a_message() => Assert.Equal(
        (10L, null),
        (Read($$"""{{Start}}, "type": 19, "message_reference": {"message_id": "10"}, "referenced_message": null}""") is { } created
            ? (created.ReplyToMessageId!.Value, created.ReplyToContent) : default));

    [Fact]
    public void A_forward_carries_the_text_and_files_that_it_passes_on_and_is_no_reply()
    {
        var created = Read(
            $$$"""
            {{{Start.Replace("\"hi\"", "\"\"", StringComparison.Ordinal)}}}, "message_reference": {"type": 1, "message_id": "10"},
             "message_snapshots": [{"message": {"content": "spam", "attachments": [{"filename": "s.exe"}], "embeds": [{"title": "S"}],
                "sticker_items": [{"name": "Ha"}]}}]}
            """)!;

        Assert.Equal(("", "spam", "S"), (created.Content, created.ForwardedText, created.EmbedText));
        Assert.Equal("s.exe", Assert.Single(created.Attachments!).Name);
        Assert.Equal(["Ha"], created.Stickers);
        Assert.Null(created.ReplyToMessageId);
    }

    [Fact]
    public void Mentions_are_told()
    {
        var created = Read(
            $$"""{{Start}}, "mentions": [{"id": "15"}, {"id": "16"}], "mention_roles": ["21"], "mention_everyone": true}""")!;

        Assert.Equal([15L, 16L], created.MentionedUserIds);
        Assert.Equal([21L], created.MentionedRoleIds);
        Assert.True(created.MentionsEveryone);
        Assert.Null(Read($$"""{{Start}}, "mentions": [], "mention_roles": [], "mention_everyone": false}""")!.MentionsEveryone);
    }

    [Fact]
    public void A_plain_message_carries_nothing_more()
    {
        var created = Read($$"""{{Start}}, "attachments": [], "embeds": [], "mentions": [], "mention_roles": []}""")!;

        Assert.Equal(new MessageCreatedEvent("discord", 1, 30, 11, 0, 14, "ada", "hi", created.AuthorRoleIds, "general"), created);
    }

    public ValueTask DisposeAsync()
    {
        _discord.Dispose();
        return ValueTask.CompletedTask;
    }

    private MessageCreatedEvent? Read(string json)
    {
        var message = JsonSerializer.Deserialize(json, DiscordJson.Default.DiscordMessage)!;
        var messages = new MemberMessages(_discord.Self, _discord.Model, _discord.ListeningMetrics);
        return messages.IsMembers(message) ? messages.ToEvent(message, 0) : null;
    }
}
