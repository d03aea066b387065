using Gova.Data.Actions;
using Gova.Data.Vectors;
using Gova.Moderation.Embeddings;
using Gova.Moderation.Policy;
using Gova.ModerationWorker.Embeddings;
using Gova.ModerationWorker.Moderators;
using Gova.Tests.Data;
using Gova.Tests.Data.Vectors;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.ModerationWorker.Embeddings;

public sealed class PastCasesTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "rejected")]
    [InlineData(false, null)]
    public async Task What_people_decided_is_told_only_where_the_community_learns(bool learns, string? decision)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var ours = await Samples.AddModeratorAsync(database);
        await SimilarCasesTests.StoreAsync(database, FlaggedTexts.Of(ours.ModeratorId, "you stupid idiot", action: ActionStatus.Rejected));

        var found = await FindAsync(database, ours.ModeratorId, learns, "you stupid, stupid idiot");

        var only = Assert.Single(found);
        Assert.Equal(("you stupid idiot", 0.8f, decision), (only.Text, only.Severity, only.Decision));
    }

    [Fact]
    public async Task Nothing_crosses_communities()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var (ours, theirs) = (await Samples.AddModeratorAsync(database), await Samples.AddModeratorAsync(database));
        await SimilarCasesTests.StoreAsync(database, FlaggedTexts.Of(theirs.ModeratorId, "you stupid idiot", action: ActionStatus.Rejected));

        Assert.Empty(await FindAsync(database, ours.ModeratorId, learns: true, "you stupid idiot"));
    }

    [Fact]
    public void Cases_are_few_cut_and_each_text_comes_once()
    {
        var found = Enumerable.Range(0, 30).Select(i => Case(i % 10 == 0 ? "the same" : new string((char)('a' + i), 1_000), null)).ToList();

        var chosen = PastCases.Choose(found, learns: true);

        Assert.Equal(PastCases.MaxCases, chosen.Count);
        Assert.Single(chosen, item => item.Text == "the same");
        Assert.All(chosen, item => Assert.InRange(item.Text.Length, 1, PastCases.MaxText));
    }

    [Fact]
    public void What_people_decided_comes_first_and_what_is_not_alike_not_at_all()
    {
        var chosen = PastCases.Choose(
            [Case("closest", "executed", 0.99), Case("decided", "undone", 0.6), Case("unlike", "rejected", 0.2)], learns: true);

        Assert.Equal([("decided", "undone"), ("closest", null)], chosen.Select(item => (item.Text, item.Decision)));
    }

    private static SimilarEvaluation Case(string text, string? outcome, double similarity = 0.9) =>
        new(Guid.NewGuid(), Samples.Now, "42", text, 0.8f, null, outcome, similarity);

    private static Task<IReadOnlyList<PastCase>> FindAsync(TestDatabase database, Guid moderatorId, bool learns, string text) =>
        new PastCases(new HashedEmbedder(), new SimilarCases(database.DataSource), NullLogger<PastCases>.Instance).FindAsync(
            new ActiveModerator(moderatorId, 1, "discord", 1, false, new ModeratorConfiguration { LearnFromDecisions = learns }), text, Stop);
}
