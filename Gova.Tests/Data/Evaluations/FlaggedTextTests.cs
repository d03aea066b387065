using Gova.Data.Evaluations;
using Gova.Messaging;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Data.Evaluations;

public sealed class FlaggedTextTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("NITRO free", "1")]
    [InlineData("\"free nitro\"", "1")]
    [InlineData("\"nitro free\"", "")]
    [InlineData("раздача", "2")]
    [InlineData("раздача or nitro", "1 2")]
    [InlineData("free -nitro", "")]
    [InlineData("it's (a & ' test", "")]
    public async Task Flagged_messages_of_one_moderator_are_found_by_their_words(string words, string found)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var mine = (await Samples.AddModeratorAsync(database)).ModeratorId;
        var foreign = (await Samples.AddModeratorAsync(database)).ModeratorId;
        await new RecordEvaluations(database.DataSource, new Topics(), TimeProvider.System).ExecuteAsync(
            [
                Said(mine, 1, "Get FREE nitro here", 0.9f), Said(mine, 2, "Раздача скинов", 0.3f), Said(mine, 3, "no free nitro raid", 0.2f),
                Said(foreign, 4, "free nitro раздача", 0.9f),
            ], Stop);

        await using var db = database.CreateContext();
        var messages = await db.Evaluations.Search(mine, words).OrderBy(e => e.MessageId).Select(e => e.MessageId).ToListAsync(Stop);

        Assert.Equal(found, string.Join(' ', messages));
    }

    private static EvaluationRecord Said(Guid moderator, long message, string text, float severity) =>
        Samples.Evaluation(moderator, message) with { Context = $$"""{"content":"{{text}}"}""", SeverityScore = severity };
}
