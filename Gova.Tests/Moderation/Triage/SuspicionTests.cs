using Gova.Moderation.Triage;

namespace Gova.Tests.Moderation.Triage;

public sealed class SuspicionTests
{
    private const string Clean = "see you on Friday at eight";

    [Fact]
    public void What_is_not_surely_clean_is_doubted()
    {
        Assert.True(Suspicion.IsDoubtful(Clean, TriageModel.Default.CleanBelow));
        Assert.False(Suspicion.IsDoubtful(Clean, MathF.BitDecrement(TriageModel.Default.CleanBelow)));
    }

    [Fact]
    public void A_text_that_belittles_is_doubted_whatever_the_linear_model_thinks() =>
        Assert.True(Suspicion.IsForModel("your bread is lovely, and so are you not", 0, messageId: 1, sampleShare: 0));

    [Fact]
    public void Of_what_is_clean_a_sample_is_sent_the_same_one_every_time()
    {
        long[] ids = [.. Enumerable.Range(0, 10_000).Select(n => 1_000_000_000_000_000_000 + (n * 4_194_304L) + (n % 7))];

        var sent = ids.Where(id => Suspicion.IsForModel(Clean, 0, id, 0.05)).ToList();

        Assert.InRange(sent.Count, 400, 600);
        Assert.Equal(sent, ids.Where(id => Suspicion.IsForModel(Clean, 0, id, 0.05)));
        Assert.DoesNotContain(ids, id => Suspicion.IsForModel(Clean, 0, id, 0));
    }
}
