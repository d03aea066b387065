using Gova.Api.Features.Audit;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Teams;

/// <summary>Finds and takes out those who are in a team beside the owner.</summary>
internal static class TeamMembers
{
    public static Task<ModeratorRole?> FindRoleAsync(GovaDbContext db, Guid moderatorId, Guid userId, CancellationToken cancellationToken) =>
        db.ModeratorMembers.Where(m => m.ModeratorId == moderatorId && m.UserId == userId)
            .Select(m => (ModeratorRole?)m.Role).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Takes somebody out, with the invitations that they sent: those would let in whom nobody else wants.</summary>
    /// <returns>Whether they still had that role.</returns>
    public static async Task<bool> TakeOutAsync(
        GovaDbContext db, HttpContext http, string action, Guid moderatorId, Guid userId, ModeratorRole role, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var removed = await db.ModeratorMembers.Where(m => m.ModeratorId == moderatorId && m.UserId == userId && m.Role == role)
            .ExecuteDeleteAsync(cancellationToken);
        if (removed == 0)
        {
            return false;
        }

        await RevokeInvitationsAsync(db, moderatorId, userId, now, cancellationToken);
        await AuditLog.AddAsync(db, http, action, TeamAudit.Member(moderatorId, userId), new { role }, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Revokes the invitations that somebody sent who may not invite any more.</summary>
    public static Task<int> RevokeInvitationsAsync(
        GovaDbContext db, Guid moderatorId, Guid userId, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Invitations.Where(i => i.ModeratorId == moderatorId && i.InvitedBy == userId).Where(InvitationResponse.IsOpen)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.RevokedAt, now), cancellationToken);
}
