using Gova.Data;
using Gova.Data.Budgets;
using Gova.Data.Moderators;
using Gova.Data.Teams;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

/// <summary>A moderator with what is known about it elsewhere, read at once.</summary>
internal sealed record ModeratorRow(
    Moderator Moderator, ModeratorAcknowledgement? Acknowledgement, AccountUsage? Usage, long? ConfigurationVersion, bool IsOwner, ModeratorRole? Role)
{
    public string RoleName => IsOwner ? "owner" : StatusNames.Of(Role ?? ModeratorRole.Viewer);
}

internal static class ModeratorRows
{
    public static IQueryable<ModeratorRow> RowsOf(this GovaDbContext db, IQueryable<Moderator> moderators, Guid userId, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return
            from m in moderators
            join a in db.ModeratorAcknowledgements on m.ModeratorId equals a.ModeratorId into acknowledgements
            from a in acknowledgements.DefaultIfEmpty()
            join u in db.AccountUsage.Where(u => u.Day == today) on m.UserId equals u.UserId into usage
            from u in usage.DefaultIfEmpty()
            select new ModeratorRow(
                m, a, u,
                db.ConfigurationVersions.Where(c => c.ModeratorId == m.ModeratorId).Max(c => (long?)c.Version),
                m.UserId == userId,
                db.ModeratorMembers.Where(t => t.ModeratorId == m.ModeratorId && t.UserId == userId).Select(t => (ModeratorRole?)t.Role).FirstOrDefault());
    }

    /// <summary>One moderator as it now stands in the database, for an answer to the account that just changed it.</summary>
    public static async Task<ModeratorResponse> ShowAsync(
        this GovaDbContext db, Guid id, Guid userId, DateTimeOffset now, CancellationToken cancellationToken) =>
        ModeratorResponse.From(await db.RowsOf(db.Moderators.AsNoTracking().Where(m => m.ModeratorId == id), userId, now).SingleAsync(cancellationToken));
}
