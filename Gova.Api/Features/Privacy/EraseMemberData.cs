using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Privacy;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Api.Features.Privacy;

internal static class EraseMemberData
{
    private const int MaxId = 20;

    /// <summary>
    /// Erases everything that the moderator keeps of a member: messages, verdicts, embeddings, standing, actions, and what of them
    /// stands elsewhere. It begins at once, and goes through everything again an hour later for what was on its way; then it is
    /// complete, and the audit log proves it by the SHA-256 of the id. A temporary ban is kept until it is over. What the member
    /// posts from now on is new. Asking again while it runs answers with the same erasure.
    /// </summary>
    public static async Task<Results<Accepted<ErasureResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, [FromRoute(Name = "platform_user_id")] string platformUserId, ClaimsPrincipal user, HttpContext http, GovaDbContext db,
        TimeProvider time, CancellationToken cancellationToken)
    {
        // Nothing else is an id, and it is looked for in texts as well: a sign could be anywhere in them.
        var errors = new FieldErrors().Require(
            platformUserId.Length <= MaxId && platformUserId.All(char.IsAsciiDigit), "platform_user_id", "must be a member's id: digits");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (await db.RefusalAsync(id, user.Id(), ModeratorRole.Admin, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var hash = ErasureQueue.HashOf(platformUserId);
        var running = db.Erasures.AsNoTracking().Where(e => e.ModeratorId == id && e.SubjectHash == hash
            && (e.Status == ErasureStatus.Queued || e.Status == ErasureStatus.Running));
        if (await running.SingleOrDefaultAsync(cancellationToken) is { } earlier)
        {
            return Accepted(id, earlier);
        }

        var erasure = ErasureQueue.AddMember(db, id, platformUserId, user.Id(), time.GetUtcNow());
        await AuditLog.AddAsync(
            db, http, "platform_user.erasure_requested", new AuditTarget("platform_user", platformUserId, id), null, null, cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { ConstraintName: "ux_erasures_open" })
        {
            // Somebody was faster, by a moment.
            erasure = await running.SingleAsync(cancellationToken);
        }

        return Accepted(id, erasure);
    }

    private static Accepted<ErasureResponse> Accepted(Guid id, Erasure erasure) =>
        TypedResults.Accepted($"/moderators/{id}/erasures/{erasure.ErasureId}", ErasureResponse.From(erasure));
}
