using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Data;
using Gova.Data.Moderators;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

internal static class DeleteModerator
{
    /// <summary>
    /// Deletes a moderator that is offline. Its settings, their history, team, invitations, actions and webhooks go at once, and its
    /// server is free; its evaluations and what was learnt from them are gone within minutes. The audit log stays.
    /// </summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid id, ClaimsPrincipal user, HttpContext http, GovaDbContext db, CancellationToken cancellationToken)
    {
        var moderator = await db.ModeratorsOwnedBy(user.Id()).SingleOrDefaultAsync(m => m.ModeratorId == id, cancellationToken);
        if (moderator is null)
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        if (!ModeratorETag.Matches(http, moderator.Version))
        {
            return ModeratorETag.Mismatch(http, moderator.Version);
        }

        if (moderator.Status != ModeratorStatus.Offline)
        {
            throw new InvalidTransitionException("moderator", moderator.Status.ToString(), "deleted");
        }

        db.Moderators.Remove(moderator);
        await AuditLog.AddAsync(
            db, http, ErasePastModerators.Deleted, new AuditTarget("moderator", $"{id}", id, user.Id()),
            new { moderator.Name, moderator.Platform, moderator.PlatformServerId }, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
