using Gova.Data.Moderators;
using Microsoft.EntityFrameworkCore;

namespace Gova.Data.Teams;

/// <summary>
/// Which account may do what with which moderator, as filters: what somebody may not, their query does not find. The first
/// statement of everything that is about a moderator starts here.
/// </summary>
public static class Access
{
    /// <summary>Reading.</summary>
    public static IQueryable<Moderator> ModeratorsVisibleTo(this GovaDbContext db, Guid userId) => db.ModeratorsFor(userId, ModeratorRole.Viewer);

    /// <summary>Deciding about actions, alerts and drafts.</summary>
    public static IQueryable<Moderator> ModeratorsReviewableBy(this GovaDbContext db, Guid userId) =>
        db.ModeratorsFor(userId, ModeratorRole.Reviewer);

    /// <summary>Changing the moderator and its team; the audit log.</summary>
    public static IQueryable<Moderator> ModeratorsAdministrableBy(this GovaDbContext db, Guid userId) =>
        db.ModeratorsFor(userId, ModeratorRole.Admin);

    /// <summary>Deleting it, and making or unmaking admins.</summary>
    public static IQueryable<Moderator> ModeratorsOwnedBy(this GovaDbContext db, Guid userId) => db.Moderators.Where(m => m.UserId == userId);

    /// <summary>Those that the account owns, or has this role or a higher one with.</summary>
    public static IQueryable<Moderator> ModeratorsFor(this GovaDbContext db, Guid userId, ModeratorRole atLeast)
    {
        var ids = db.ModeratorIdsFor(userId, atLeast);
        return db.Moderators.Where(m => ids.Contains(m.ModeratorId));
    }

    /// <summary>
    /// Their ids, to filter what belongs to moderators: <c>db.Actions.Where(a => ids.Contains(a.ModeratorId))</c>. Two lookups in
    /// indexes, and not one condition with "or", which would read all moderators.
    /// </summary>
    public static IQueryable<Guid> ModeratorIdsFor(this GovaDbContext db, Guid userId, ModeratorRole atLeast)
    {
        var roles = Enum.GetValues<ModeratorRole>().Where(role => role >= atLeast).ToArray();
        return db.Moderators.Where(m => m.UserId == userId).Select(m => m.ModeratorId)
            .Concat(db.ModeratorMembers.Where(m => m.UserId == userId && roles.Contains(m.Role)).Select(m => m.ModeratorId));
    }

    /// <summary>What an account is to a moderator: <c>owner</c>, <c>admin</c>, <c>reviewer</c>, <c>viewer</c>, or nothing.</summary>
    public static async Task<string?> RoleOfAsync(this GovaDbContext db, Guid moderatorId, Guid userId, CancellationToken cancellationToken)
    {
        if (await db.ModeratorsOwnedBy(userId).AnyAsync(m => m.ModeratorId == moderatorId, cancellationToken))
        {
            return "owner";
        }

        var role = await db.ModeratorMembers.Where(m => m.ModeratorId == moderatorId && m.UserId == userId)
            .Select(m => (ModeratorRole?)m.Role).SingleOrDefaultAsync(cancellationToken);
        return role is null ? null : StatusNames.Of(role.Value);
    }
}
