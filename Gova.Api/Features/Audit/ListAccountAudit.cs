using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Audit;

internal static class ListAccountAudit
{
    /// <summary>What was changed about one's own account, newest first.</summary>
    public static async Task<Results<Ok<KeysetPage<AuditResponse>>, ValidationProblem>> Handle(
        [AsParameters] AuditFilter filter, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var cursor = filter.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var id = user.Id();
        return TypedResults.Ok(await filter.ReadAsync(db.AuditLog.Where(e => e.AccountUserId == id), cursor, id, cancellationToken));
    }
}
