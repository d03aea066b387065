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

internal static class ChangeRole
{
    internal sealed record Request(ModeratorRole? Role);

    internal sealed record Response(Guid UserId, ModeratorRole Role);

    /// <summary>Gives somebody in the team another role. Only the owner makes and unmakes admins.</summary>
    public static async Task<Results<Ok<Response>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id,
        [FromRoute(Name = "user_id")] Guid userId,
        Request request,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (request.Role is not { } role)
        {
            return new FieldErrors().Require(false, "role", "must be viewer, reviewer or admin").ToProblem();
        }

        var before = await TeamMembers.FindRoleAsync(db, id, userId, cancellationToken);
        var highest = before > role ? before.Value : role;
        if (!await TeamRights.ModeratorsWhose(db, user.Id(), highest).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        if (before is null)
        {
            return Problems.Result(Problems.NotFound, "The account is not in the team, or owns the moderator.");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Only from the role that the right was checked for.
        var changed = await db.ModeratorMembers.Where(m => m.ModeratorId == id && m.UserId == userId && m.Role == before)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, role), cancellationToken);
        if (changed == 0)
        {
            return Problems.Result(Problems.ConcurrentChange, "Read it again.");
        }

        if (before == ModeratorRole.Admin && role != before)
        {
            await TeamMembers.RevokeInvitationsAsync(db, id, userId, time.GetUtcNow(), cancellationToken);
        }

        if (before != role)
        {
            await AuditLog.AddAsync(
                db, http, "member.role_changed", TeamAudit.Member(id, userId), new { Role = before }, new { Role = role }, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(new Response(userId, role));
    }
}
