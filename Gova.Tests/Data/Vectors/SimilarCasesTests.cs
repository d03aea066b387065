using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Evaluations;
using Gova.Data.Vectors;
using Gova.Moderation.Embeddings;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Data.Vectors;

public sealed class SimilarCasesTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_closest_cases_come_first_and_the_one_asked_about_not_at_all()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        var records = await AddAsync(
            database, moderator.ModeratorId, "free nitro giveaway, click here", "free nitro, click the link", "you stupid idiot");

        var found = await new SimilarCases(database.DataSource).FindAsync(
            moderator.ModeratorId, Embed("free nitro giveaway, click here"), 5, records[0].EventId, Stop);

        Assert.Equal(["free nitro, click the link", "you stupid idiot"], found.Select(f => f.Text));
        Assert.True(found[0].Similarity > found[1].Similarity + 0.3);
        Assert.Equal((records[1].EventId, 0.8f, "42"), (found[0].EventId, found[0].Severity, found[0].PlatformUserId));
    }

    [Fact]
    public async Task Another_communitys_cases_are_never_found_and_cost_none_of_our_own()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var (ours, theirs) = (await Samples.AddModeratorAsync(database), await Samples.AddModeratorAsync(database));
        await AddAsync(database, theirs.ModeratorId, [.. Enumerable.Range(0, 300).Select(i => $"free nitro giveaway number {(char)(0x4E00 + i)}")]);
        await AddAsync(database, ours.ModeratorId, "you stupid idiot", "nobody likes you", "get lost");
        // Through the vector index, as in a large table.
        await using var indexed = DataExtensions.CreateDataSource($"{database.ConnectionString};Options=-c enable_seqscan=off -c enable_sort=off");

        var found = await new SimilarCases(indexed).FindAsync(ours.ModeratorId, Embed("free nitro giveaway"), 3, null, Stop);

        Assert.Equal(["get lost", "nobody likes you", "you stupid idiot"], found.Select(f => f.Text).Order());
    }

    [Theory]
    [InlineData(ActionStatus.Rejected, false, "rejected")]
    [InlineData(ActionStatus.Undone, true, "undone")]
    [InlineData(ActionStatus.Completed, true, "approved")]
    [InlineData(ActionStatus.Completed, false, "executed")]
    [InlineData(ActionStatus.AwaitingApproval, false, null)]
    [InlineData(ActionStatus.Shadowed, false, null)]
    public async Task A_case_carries_what_became_of_it(ActionStatus status, bool isByPerson, string? outcome)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        var record = FlaggedTexts.Of(moderator.ModeratorId, "you stupid idiot", action: status);
        await StoreAsync(database, record);
        if (isByPerson)
        {
            await database.ScalarAsync<int>("UPDATE action_events SET decided_by_platform_user_id = '9'", Stop);
        }

        var found = await new SimilarCases(database.DataSource).FindAsync(moderator.ModeratorId, Embed("stupid idiot"), 3, null, Stop);

        Assert.Equal(outcome, Assert.Single(found).Outcome);
    }

    [Fact]
    public async Task What_ended_because_its_time_was_over_is_not_undone()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = await Samples.AddModeratorAsync(database);
        await StoreAsync(database, FlaggedTexts.Of(moderator.ModeratorId, "you stupid idiot", action: ActionStatus.Undone));
        await using (var db = database.CreateContext())
        {
            var (end, _) = ActionEvent.CreateApproved(Guid.NewGuid(), new NewAction(
                moderator.ModeratorId, "discord", Samples.GuildId, "unban", "{}", ActionOrigin.Schedule, "42",
                UndoesActionId: db.Actions.Single().ActionId), Samples.Now);
            end.Claim(Samples.Now, Samples.Now);
            end.Finish(ActionStatus.Completed, null, Samples.Now);
            db.Add(end);
            await db.SaveChangesAsync(Stop);
        }

        var found = await new SimilarCases(database.DataSource).FindAsync(moderator.ModeratorId, Embed("stupid idiot"), 3, null, Stop);

        Assert.Equal("executed", Assert.Single(found).Outcome);
    }

    internal static Embedding Embed(string text) => Embedding.From(HashedEmbedder.Embed(text));

    internal static async Task StoreAsync(TestDatabase database, params EvaluationRecord[] records)
    {
        await FlaggedTexts.RecordAsync(database, records);
        await using var db = database.CreateContext();
        db.Embeddings.AddRange(records.Select(r => new EvaluationEmbedding
        {
            EventId = r.EventId,
            CreatedAt = r.CreatedAt,
            ModeratorId = r.ModeratorId,
            Embedding = Embed(System.Text.Json.JsonDocument.Parse(r.Context).RootElement.GetProperty("content").GetString()!),
        }));
        await db.SaveChangesAsync(Stop);
    }

    private static async Task<EvaluationRecord[]> AddAsync(TestDatabase database, Guid moderatorId, params string[] texts)
    {
        EvaluationRecord[] records = [.. texts.Select(text => FlaggedTexts.Of(moderatorId, text))];
        await StoreAsync(database, records);
        return records;
    }
}
