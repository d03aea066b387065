using Gova.Messaging.Contracts;
using Gova.ModerationWorker.Pipeline;

namespace Gova.Tests.ModerationWorker.Pipeline;

public sealed class JudgedTextTests
{
    private static readonly MessageCreatedEvent Plain = new("discord", 1, 2, 3, 0, 4, "Ann", "hello");

    [Fact]
    public void A_plain_message_is_judged_by_its_text_uncopied() => Assert.Same(Plain.Content, JudgedText.Of(Plain));

    [Fact]
    public void All_that_a_message_says_is_judged()
    {
        var message = Plain with
        {
            Title = "A post",
            PollText = "Who?\nMe",
            ForwardedText = "passed on",
            Attachments = [new MessageAttachment("free-nitro.exe", Description: "click"), new MessageAttachment("b.png")],
            Stickers = ["Wave"],
            EmbedText = "Nitro for free",
        };

        Assert.Equal("hello\nA post\nWho?\nMe\npassed on\nfree-nitro.exe\nclick\nb.png\nWave\nNitro for free", JudgedText.Of(message));
        Assert.Equal("Nitro for free", JudgedText.Of(Plain with { Content = "", EmbedText = "Nitro for free" }));
    }

    [Fact]
    public void What_is_stored_reads_back_as_the_same_text()
    {
        var message = Plain with { Attachments = [new MessageAttachment("a.png", "image/png", 5, "https://cdn/a.png")], EmbedText = "Title" };

        var stored = MessageContext.Read(MessageContext.Write(message));

        Assert.Equal(JudgedText.Of(message), JudgedText.Of(stored.Content, stored.AddedText, stored.EmbedText));
        Assert.Equal(
            JudgedText.Hash(message.Content, JudgedText.Added(message)), JudgedText.Hash(stored.Content, stored.AddedText));
    }

    [Fact]
    public void One_text_has_one_hash_whatever_a_link_shows()
    {
        Assert.Equal(JudgedText.Hash("hello", null), JudgedText.Hash("hello", JudgedText.Added(Plain with { EmbedText = "A title" })));
        Assert.NotEqual(JudgedText.Hash("hello", null), JudgedText.Hash("Hello", null));
        Assert.NotEqual(JudgedText.Hash("hello", null), JudgedText.Hash("hello", "a.png"));
    }
}
