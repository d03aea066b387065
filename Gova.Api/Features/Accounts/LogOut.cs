using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Accounts;

internal static class LogOut
{
    /// <summary>
    /// Ends the session and forgets the cookies. It is known by its access token or, where that has run out, by the page's refresh
    /// cookie, which no other site can make a browser send.
    /// </summary>
    public static async Task<NoContent> Handle(
        ClaimsPrincipal user, GovaDbContext db, SessionStore sessions, HttpContext http, CancellationToken cancellationToken)
    {
        SessionCookie.Remove(http);
        if (await SessionAsync(user, db, http, cancellationToken) is var (userId, sessionId))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await sessions.HoldAsync(userId, cancellationToken);
            await sessions.EndAsync(userId, sessionId, SessionEnd.Logout, cancellationToken);
            await sessions.CommitAsync(transaction, cancellationToken);
        }

        return TypedResults.NoContent();
    }

    private static async Task<(Guid UserId, Guid SessionId)?> SessionAsync(
        ClaimsPrincipal user, GovaDbContext db, HttpContext http, CancellationToken cancellationToken)
    {
        if (user.SessionId() is var id && id != Guid.Empty)
        {
            return (user.Id(), id);
        }

        if (http.Request.Cookies[SessionCookie.RefreshName] is not { } token)
        {
            return null;
        }

        var hash = RefreshTokens.Hash(token);
        var session = await db.UserSessions.Where(s => s.RefreshTokenHash == hash && s.RotatedAt == null)
            .Select(s => new { s.UserId, s.FamilyId }).SingleOrDefaultAsync(cancellationToken);
        return session is null ? null : (session.UserId, session.FamilyId);
    }
}
