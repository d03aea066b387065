using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gova.Api.Features.Sessions;

internal static class EndSession
{
    /// <summary>Signs one session out. Its access tokens are refused within 10 seconds, its refresh token at once.</summary>
    public static async Task<Results<NoContent, NotFound>> Handle(
        [FromRoute(Name = "session_id")] Guid sessionId,
        ClaimsPrincipal user,
        GovaDbContext db,
        SessionStore sessions,
        CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await sessions.HoldAsync(user.Id(), cancellationToken);
        var ended = await sessions.EndAsync(user.Id(), sessionId, SessionEnd.Revoked, cancellationToken);
        await sessions.CommitAsync(transaction, cancellationToken);
        return ended ? TypedResults.NoContent() : TypedResults.NotFound();
    }
}
