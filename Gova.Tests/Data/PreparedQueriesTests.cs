using Gova.Data;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Data;

public sealed class PreparedQueriesTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_queries_that_ask_for_it_are_prepared_and_once()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var moderator = (await Samples.AddModeratorAsync(database)).ModeratorId;
        await using var db = database.CreateContext();
        await db.Database.OpenConnectionAsync(Stop);

        await db.Moderators.Where(m => m.ModeratorId == moderator).ToListAsync(Stop);
        Assert.Equal(0, await PreparedAsync());
        Assert.Single(await db.Moderators.Where(m => m.ModeratorId == moderator).Prepared().ToListAsync(Stop));
        Assert.Empty(await db.Moderators.AsNoTracking().Where(m => m.UserId == moderator).Prepared().ToListAsync(Stop));
        Assert.Single(await db.Moderators.Where(m => m.ModeratorId == moderator).Prepared().ToListAsync(Stop));
        Assert.Equal(2, await PreparedAsync());

        async Task<int> PreparedAsync() => (await db.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM pg_prepared_statements").ToListAsync(Stop))[0];
    }
}
