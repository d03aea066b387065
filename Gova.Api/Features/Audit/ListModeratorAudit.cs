using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Audit;

internal static class ListModeratorAudit
{
    /// <summary>Who changed what about a moderator, its team and what belongs to it, newest first.</summary>
    public static async Task<Results<Ok<KeysetPage<AuditResponse>>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, [AsParameters] AuditFilter filter, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var cursor = filter.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (await db.RefusalAsync(id, user.Id(), ModeratorRole.Admin, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return TypedResults.Ok(await filter.ReadAsync(db.AuditLog.Where(e => e.ModeratorId == id), cursor, user.Id(), cancellationToken));
    }
}
