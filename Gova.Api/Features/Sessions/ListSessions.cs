using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Sessions;

internal static class ListSessions
{
    /// <summary>Where the account is signed in, the last used first.</summary>
    public static async Task<Results<Ok<Paged<SessionResponse>>, ValidationProblem>> Handle(
        [AsParameters] Paging paging, ClaimsPrincipal user, GovaDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var sessions = db.UserSessions.AsNoTracking().Where(SessionResponse.IsLive(user.Id(), time.GetUtcNow()))
            .OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.SessionId);
        return TypedResults.Ok(await paging.ReadAsync(sessions, s => SessionResponse.From(s, user.SessionId()), cancellationToken));
    }
}
