using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Sessions;

internal static class EndOtherSessions
{
    /// <summary>Signs every session out but the one that asks.</summary>
    public static async Task<NoContent> Handle(
        ClaimsPrincipal user, GovaDbContext db, SessionStore sessions, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await sessions.HoldAsync(user.Id(), cancellationToken);
        await sessions.EndAllAsync(user.Id(), user.SessionId(), SessionEnd.Revoked, cancellationToken);
        await sessions.CommitAsync(transaction, cancellationToken);
        return TypedResults.NoContent();
    }
}
