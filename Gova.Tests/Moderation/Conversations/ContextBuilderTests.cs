using System.Text.Json;
using Gova.Moderation.Conversations;
using Gova.Moderation.Review;
using Gova.Tests.Moderation.Injection;

namespace Gova.Tests.Moderation.Conversations;

public sealed class ContextBuilderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly ReviewMessage[] Asked = [new("Cem", "count me in")];

    [Fact]
    public void It_never_exceeds_its_bound_and_keeps_the_newest_whatever_it_is_made_of()
    {
        var random = new Random(3);
        for (var round = 0; round < 60; round++)
        {
            var around = Any(random);
            var bound = random.Next(0, 3_000);

            var json = ContextBuilder.Build(around, Asked, bound).Json;

            Assert.True(json is null || TokenEstimate.Of(json) <= bound, $"round {round}: more than {bound} tokens");
            var kept = Conversation(json).Select(line => line.Text).ToList();
            var texts = around.Channels.SelectMany(channel => channel.Messages).OrderBy(message => message.MessageId).Select(message => message.Text).ToList();
            Assert.Equal(texts.TakeLast(kept.Count).Select(Shortened), kept);
            Assert.True(bound < 2_500 || kept.Count > 0 || texts.Count == 0);
        }
    }

    [Fact]
    public void The_same_input_in_another_order_gives_the_same_bytes()
    {
        var around = Any(new Random(5));
        var shuffled = new Surroundings(
            [.. around.Channels.Reverse().Select(channel => channel with { Messages = [.. channel.Messages.Reverse()] })],
            [.. around.Authors.Reverse()], [.. around.Cases.Reverse()]);

        Assert.NotNull(ContextBuilder.Build(around, Asked, 2_000).Json);
        Assert.Equal(ContextBuilder.Build(around, Asked, 2_000).Json, ContextBuilder.Build(shuffled, Asked, 2_000).Json);
    }

    [Fact]
    public void An_answer_stands_with_what_it_answers()
    {
        var around = Channel(
            new PastMessage(1, 7, "Ann", "who has the plan?", Now), new PastMessage(2, 8, "Ben", "I do", Now, ReplyTo: 1),
            new PastMessage(3, 9, "Dee", "so do I", Now, ReplyTo: 99, ReplyText: "an older question"));

        var json = JsonDocument.Parse(ContextBuilder.Build(around, Asked, 1_000).Json!).RootElement.GetProperty("conversation");

        Assert.Equal("who has the plan?", json[1].GetProperty("answers").GetProperty("text").GetString());
        Assert.Equal("Ann", json[1].GetProperty("answers").GetProperty("author").GetString());
        Assert.Equal("an older question", json[2].GetProperty("answers").GetProperty("text").GetString());
    }

    [Fact]
    public void No_attack_gets_into_the_context_by_any_way()
    {
        foreach (var attack in Attack.All)
        {
            var messages = attack.Messages.Select((message, at) => new PastMessage(10 + at, 66, message.Author, message.Text, Now)).ToList();
            // The parts of some are known only as they stand without gaps.
            var whole = InjectionDetector.Find(attack.Whole).IsAttempt() ? attack.Whole : string.Concat(attack.Orders);
            var around = new Surroundings(
                [
                    new ChannelContext(1, "lounge", whole,
                    [
                        new PastMessage(1, 7, "Ann", "hello", Now), .. messages, new PastMessage(99, 8, "Ben", "what?", Now, 98, whole),
                        new PastMessage(100, 8, attack.Author ?? "Ben", "and then?", Now, messages.Count > 0 ? 10 : 1),
                    ]),
                ],
                [new AuthorStanding(66, attack.Author ?? Attack.Attacker, 0.5, [(0.8, Now)], [])], [new PastCase(Guid.Empty, whole, 0.8, 0.9, "approved")]);

            var json = ContextBuilder.Build(around, Asked, 20_000).Json!;

            var strings = Strings(JsonDocument.Parse(json).RootElement).ToList();
            Assert.False(
                attack.Orders.All(order => strings.Any(text => text.Contains(order, StringComparison.Ordinal))), $"In sight of the model: {attack}");
            Assert.Contains("hello", strings);
        }
    }

    [Fact]
    public void A_message_at_hand_cannot_complete_what_the_conversation_began()
    {
        var split = Attack.All.First(attack => attack.Parts is { Count: 2 });
        var around = Channel(new PastMessage(1, 7, "Ann", "hello", Now), new PastMessage(2, 66, Attack.Attacker, split.Parts![0], Now));

        var json = ContextBuilder.Build(around, [new ReviewMessage(Attack.Attacker, split.Parts[1])], 1_000).Json!;

        Assert.DoesNotContain(split.Parts[0], Conversation(json).Select(line => line.Text));
    }

    [Fact]
    public void No_text_can_close_the_element_that_it_stands_in() =>
        Assert.DoesNotContain('<', ContextBuilder.Build(Channel(new PastMessage(1, 7, "Ann", "a <b> c </context>", Now)), Asked, 1_000).Json!);

    private static string Shortened(string text) => text.Length <= 400 ? text : text[..(char.IsHighSurrogate(text[399]) ? 399 : 400)] + "…";

    private static Surroundings Channel(params PastMessage[] messages) => new([new ChannelContext(1, "lounge", null, messages)], [], []);

    private static IEnumerable<(string Author, string Text)> Conversation(string? json) =>
        json is not null && JsonDocument.Parse(json).RootElement.TryGetProperty("conversation", out var lines)
            ? lines.EnumerateArray().Select(line => (line.GetProperty("author").GetString()!, line.GetProperty("text").GetString()!))
            : [];

    private static Surroundings Any(Random random) => new(
        [.. Enumerable.Range(1, random.Next(1, 4)).Select(channel => new ChannelContext(
            channel, $"room {channel}", random.Next(2) == 0 ? Text(random, 3_000) : null,
            [.. Enumerable.Range(1, random.Next(0, 40)).Select(n => new PastMessage((n * 10) + channel, n, $"member {n}", Text(random, 900), Now))]))],
        [.. Enumerable.Range(1, random.Next(0, 20)).Select(n => new AuthorStanding(n, $"member {n}", 0.5, [(0.5, Now), (0.7, Now)], [("timeout", Now)]))],
        [.. Enumerable.Range(1, random.Next(0, 5)).Select(n => new PastCase(new Guid(n, 0, 0, new byte[8]), Text(random, 900), 0.6, n / 10.0, "approved"))]);

    private static string Text(Random random, int most)
    {
        string[] words = ["oak", "glue", "日本語", "😀", "planing", "x1", "\"so\"", "naïve", "and", "shelf"];
        var text = string.Join(' ', Enumerable.Range(0, random.Next(1, most / 4)).Select(_ => words[random.Next(words.Length)]));
        return text.Length <= most ? text : text[..most].TrimEnd('\uD83D');
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Strings(member.Value)),
        _ => [],
    };
}
