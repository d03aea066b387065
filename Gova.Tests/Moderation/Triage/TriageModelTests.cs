using Gova.Moderation.Triage;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Moderation.Triage;

public sealed class TriageModelTests
{
    [Theory]
    [InlineData("good morning everyone, how was your weekend?")]
    [InlineData("thanks, the new drill works very well")]
    [InlineData("can anyone help me with this function?")]
    [InlineData("I baked bread with my daughter today")]
    [InlineData("we play on Friday at eight, bring snacks")]
    public void Everyday_talk_is_clean(string text) => Assert.InRange(Flagged(text), 0, TriageModel.Default.CleanBelow);

    [Theory]
    [InlineData("you are a stupid idiot")]
    [InlineData("shut up, you pathetic loser")]
    [InlineData("YOU ARE A STUPID IDIOT")]
    [InlineData("you are a stup1d 1d10t")]
    [InlineData("you are a s t u p i d i.d.i.o.t")]
    [InlineData("you are a ｓｔｕｐｉｄ ｉｄｉｏｔ")]
    [InlineData("you are a stupіd іdіоt")]
    [InlineData("you are a stu\u200Bpid id\u200Biot")]
    [InlineData("you are a 𝐬𝐭𝐮𝐩𝐢𝐝 𝐢𝐝𝐢𝐨𝐭")]
    [InlineData("go kill yourself")]
    [InlineData("I will find you and kill you")]
    public void Insults_and_threats_are_flagged_disguised_or_not(string text) => Assert.InRange(Flagged(text), TriageModel.Default.FlaggedFrom, 1);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("👍")]
    [InlineData("\uD83D")]
    [InlineData("\u200B\u200B")]
    [InlineData("https://example.org/x")]
    public void Any_text_has_probabilities(string text)
    {
        var scores = new TriageScores();
        TriageModel.Default.Predict(text, ref scores);

        foreach (var label in Enum.GetValues<TriageLabel>())
        {
            Assert.InRange(scores[label], 0, 1);
        }
    }

    [Fact]
    public void What_is_too_long_is_judged_by_its_beginning() =>
        Assert.Equal(Flagged(new string('x', 3) + string.Concat(Enumerable.Repeat(" idiot", 400))), Flagged("xxx" + string.Concat(Enumerable.Repeat(" idiot", 5_000))));

    [Fact]
    public void A_file_that_holds_no_weights_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => TriageModel.Load([]));
        Assert.Throws<InvalidDataException>(() => TriageModel.Load(new byte[100]));
        var file = File.ReadAllBytes(Weights);
        file[0]++;
        Assert.Throws<InvalidDataException>(() => TriageModel.Load(file));
        Assert.Throws<InvalidDataException>(() => TriageModel.Load(File.ReadAllBytes(Weights).AsSpan(1)));
    }

    [Fact]
    public void The_report_is_about_the_weights_that_are_shipped_and_they_are_small()
    {
        Assert.Contains($"`{TriageModel.Default.Version}`", File.ReadAllText(Repository.File("Gova.Moderation", "Triage", "TriageReport.md")), StringComparison.Ordinal);
        Assert.Equal(TriageModel.Default.Version, TriageModel.Load(File.ReadAllBytes(Weights)).Version);
        Assert.InRange(new FileInfo(Weights).Length, 1, 2_000_000);
        Assert.InRange(TriageModel.Default.CleanBelow, 0.1f, TriageModel.Default.FlaggedFrom);
    }

    [Fact]
    public void A_prediction_allocates_nothing()
    {
        string[] texts = [.. new[] { 20, 80, 300, 2_000 }.Select(length => string.Concat(Enumerable.Repeat("Who has 1 id3a? ", 125))[..length])];
        var scores = new TriageScores();
        Predict(200);

        const int Rounds = 1_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Predict(Rounds);

        // The runtime may use some bytes of this thread for itself: less than the smallest object a message.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (Rounds * texts.Length * 24) - 1);

        void Predict(int rounds)
        {
            for (var i = 0; i < rounds; i++)
            {
                foreach (var text in texts)
                {
                    TriageModel.Default.Predict(text, ref scores);
                }
            }
        }
    }

    private static string Weights => Repository.File("Gova.Moderation", "Triage", "triage-weights.bin");

    private static float Flagged(string text)
    {
        var scores = new TriageScores();
        TriageModel.Default.Predict(text, ref scores);
        return scores[TriageLabel.Flagged];
    }
}
