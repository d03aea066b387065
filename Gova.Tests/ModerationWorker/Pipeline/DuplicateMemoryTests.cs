using Gova.Moderation.Policy;
using Gova.Moderation.Text;
using Gova.ModerationWorker.Pipeline;

namespace Gova.Tests.ModerationWorker.Pipeline;

public sealed class DuplicateMemoryTests
{
    private const string Text = "the answer to everything was in the book all along";
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Verdict Clean = new(0, 0.9, "Fine.");

    private readonly DuplicateMemory _memory = new(capacity: 100);
    private long _messageId = 1;

    [Fact]
    public void The_first_copy_is_found_before_and_after_its_verdict()
    {
        var first = Add(Text);
        var waiting = Find(Text);
        _memory.Learn(first, Clean);

        Assert.Equal((first, null), (waiting!.EventId, waiting.Verdict));
        Assert.Equal(Clean, Find(Text.ToUpperInvariant())!.Verdict);
        Assert.Null(Find("another text that nobody has written before"));
    }

    [Fact]
    public void It_is_forgotten_after_an_hour_elsewhere_and_when_there_is_no_verdict()
    {
        var first = Add(Text);

        Assert.Null(Find(Text, scope: "42"));
        Assert.NotNull(Find(Text, at: Now + DuplicateMemory.Window - TimeSpan.FromSeconds(1)));
        Assert.Null(Find(Text, at: Now + DuplicateMemory.Window));
        var second = Add("some other text of the same community");
        _memory.Forget(second);
        Assert.Null(Find("some other text of the same community"));
        Assert.Null(_memory.VerdictOf(first));
    }

    [Fact]
    public void The_oldest_is_forgotten_first()
    {
        string[] names = [.. Enumerable.Range(0, 120).Select(n => $"a text with its own word {(char)('a' + (n % 26))}{(char)('a' + (n / 26))}x")];
        foreach (var text in names)
        {
            Add(text);
        }

        Assert.NotNull(Find(names[^1]));
        Assert.NotNull(Find(names[30]));
        Assert.Null(Find(names[0]));
    }

    [Fact]
    public void A_redelivered_message_is_no_copy_of_itself_and_keeps_the_evaluation_that_was_recorded()
    {
        var (failed, recorded, redelivered) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        Assert.False(_memory.TryFind(Remembered(Text, 7), failed, Now, Now, out _));
        Assert.False(_memory.TryFind(Remembered(Text, 7), recorded, Now, Now, out _));
        _memory.Confirm(recorded, isRecorded: true);
        Assert.False(_memory.TryFind(Remembered(Text, 7), redelivered, Now, Now, out _));
        _memory.Confirm(redelivered, isRecorded: false);

        Assert.Equal(recorded, Find(Text)!.EventId);
    }

    [Fact]
    public void Another_word_is_taken_for_a_copy_only_of_what_is_not_clean()
    {
        var text = string.Join(' ', Enumerable.Range(0, 120).Select(n => $"{(char)('b' + (n % 20))}o{(char)('b' + (n / 20))}am"));
        var first = Add(text);

        Assert.Null(Probe(text + " cheese"));
        _memory.Learn(first, Clean);
        Assert.Null(Probe(text + " cheese"));
        Assert.NotNull(Probe(text + " please"));
        _memory.Learn(first, new Verdict(0.8, 0.9, "Spam."));
        Assert.NotNull(Probe(text + " cheese"));
        Assert.Null(Probe(text + " Maria"));
    }

    private Guid Add(string text)
    {
        var id = Guid.NewGuid();
        Assert.False(_memory.TryFind(Remembered(text, _messageId++), id, Now, Now, out _));
        _memory.Confirm(id, isRecorded: true);
        return id;
    }

    private FirstCopy? Find(string text, string scope = "", DateTimeOffset? at = null)
    {
        _memory.TryFind(Remembered(text, _messageId++) with { Scope = scope }, Guid.NewGuid(), Now, at ?? Now, out var first);
        return first;
    }

    /// <summary>As <see cref="Find"/>, and leaves nothing behind.</summary>
    private FirstCopy? Probe(string text)
    {
        var id = Guid.NewGuid();
        _memory.TryFind(Remembered(text, _messageId++), id, Now, Now, out var first);
        _memory.Confirm(id, isRecorded: false);
        return first;
    }

    private static RememberedText Remembered(string text, long messageId) => new(TextPrint.Of(text)!, "", messageId, 0);
}
