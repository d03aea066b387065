using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Teams;

internal static class RevokeInvitation
{
    /// <summary>Takes an invitation back. Only the owner takes back one to be an admin.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid id,
        [FromRoute(Name = "invitation_id")] Guid invitationId,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var open = db.Invitations.Where(i => i.InvitationId == invitationId && i.ModeratorId == id).Where(InvitationResponse.IsOpen);
        var role = await open.Select(i => (ModeratorRole?)i.Role).SingleOrDefaultAsync(cancellationToken);
        if (!await TeamRights.ModeratorsWhose(db, user.Id(), role ?? ModeratorRole.Viewer).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await open.ExecuteUpdateAsync(set => set.SetProperty(i => i.RevokedAt, now), cancellationToken) == 0)
        {
            return Problems.Result(Problems.NotFound);
        }

        await AuditLog.AddAsync(
            db, http, "invitation.revoked", AuditTarget.Of(id, "invitation", invitationId), new { role }, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
