using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Moderators;
using Gova.Data.Teams;
using Gova.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Data.Teams;

public sealed class AccessTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("owner", "see review administer own")]
    [InlineData("admin", "see review administer")]
    [InlineData("reviewer", "see review")]
    [InlineData("viewer", "see")]
    [InlineData(null, "")]
    public async Task Each_role_may_what_those_below_it_may_and_nobody_else_finds_the_moderator(string? role, string allowed)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var db = database.CreateContext();
        var moderator = await Samples.AddModeratorAsync(database);
        await Samples.AddModeratorAsync(database);
        var user = role == "owner" ? moderator.UserId : await AddMemberAsync(db, moderator, role);

        var found = new List<string>();
        await AddIfFoundAsync(found, "see", db.ModeratorsVisibleTo(user), moderator);
        await AddIfFoundAsync(found, "review", db.ModeratorsReviewableBy(user), moderator);
        await AddIfFoundAsync(found, "administer", db.ModeratorsAdministrableBy(user), moderator);
        await AddIfFoundAsync(found, "own", db.ModeratorsOwnedBy(user), moderator);

        Assert.Equal(allowed, string.Join(' ', found));
        Assert.Equal(role, await db.RoleOfAsync(moderator.ModeratorId, user, Stop));
    }

    [Fact]
    public async Task What_belongs_to_moderators_is_filtered_by_their_ids()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        await using var db = database.CreateContext();
        var mine = await Samples.AddModeratorAsync(database);
        var shared = await Samples.AddModeratorAsync(database);
        var foreign = await Samples.AddModeratorAsync(database);
        db.Add(new ModeratorMember { ModeratorId = shared.ModeratorId, UserId = mine.UserId, Role = ModeratorRole.Viewer, AddedAt = Samples.Now });
        foreach (var moderator in (Moderator[])[mine, shared, foreign])
        {
            db.Add(ConfigurationVersion.Of(moderator, moderator.UserId, Samples.Now));
        }

        await db.SaveChangesAsync(Stop);

        var ids = db.ModeratorIdsFor(mine.UserId, ModeratorRole.Viewer);
        var seen = await db.ConfigurationVersions.Where(c => ids.Contains(c.ModeratorId)).Select(c => c.ModeratorId).ToListAsync(Stop);

        Assert.Equal([mine.ModeratorId, shared.ModeratorId], seen.Order());
    }

    private static async Task<Guid> AddMemberAsync(GovaDbContext db, Moderator moderator, string? role)
    {
        var user = User.Register("helper", "helper@example.org", Samples.Now);
        db.Add(user);
        if (role is not null)
        {
            db.Add(new ModeratorMember
            {
                ModeratorId = moderator.ModeratorId,
                UserId = user.UserId,
                Role = StatusNames.Parse<ModeratorRole>(role),
                AddedBy = moderator.UserId,
                AddedAt = Samples.Now,
            });
        }

        await db.SaveChangesAsync(Stop);
        return user.UserId;
    }

    private static async Task AddIfFoundAsync(List<string> found, string what, IQueryable<Moderator> moderators, Moderator moderator)
    {
        if (await moderators.Select(m => m.ModeratorId).ToListAsync(Stop) is { Count: > 0 } ids)
        {
            Assert.Equal([moderator.ModeratorId], ids);
            found.Add(what);
        }
    }
}
