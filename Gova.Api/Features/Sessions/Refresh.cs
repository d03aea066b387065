using System.Security.Cryptography;
using Gova.Api.Auth;
using Gova.Api.Features.Accounts;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Sessions;

internal static partial class Refresh
{
    /// <param name="RefreshToken">The last one that was handed over; left out by a page, which sends its cookie.</param>
    internal sealed record Request(string? RefreshToken);

    /// <summary>
    /// Exchanges a refresh token for the next, and for an access token. A token is good once: when it comes again its session ends,
    /// because somebody else has it. Only within 10 seconds, from the same address and program, does it count as the same browser
    /// asking twice, and both get the same answer. A page sends its cookies and the header <c>X-Gova-Csrf</c>.
    /// </summary>
    public static async Task<Results<Ok<SignInResponse>, ProblemHttpResult>> Handle(
        Request? request,
        GovaDbContext db,
        SessionStore sessions,
        TimeProvider time,
        ILoggerFactory loggers,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var byCookie = request?.RefreshToken is null;
        if ((request?.RefreshToken ?? http.Request.Cookies[SessionCookie.RefreshName]) is not { Length: > 0 and <= 100 } token)
        {
            return Problems.Result(Problems.SessionOver);
        }

        var hash = RefreshTokens.Hash(token);
        var owner = await db.UserSessions.Where(s => s.RefreshTokenHash == hash).Select(s => s.UserId).SingleOrDefaultAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await sessions.HoldAsync(owner, cancellationToken);
        var session = await db.UserSessions.SingleOrDefaultAsync(s => s.RefreshTokenHash == hash && s.UserId == owner, cancellationToken);
        if (user is null || session is null || session.RevokedAt is not null || session.ExpiresAt <= time.GetUtcNow())
        {
            return Problems.Result(Problems.SessionOver);
        }

        var csrf = byCookie ? http.Request.Headers[CsrfProtection.Header].ToString() : null;
        if (csrf is not null && !(session.CsrfHash is { } expected && CryptographicOperations.FixedTimeEquals(expected, RefreshTokens.Hash(csrf))))
        {
            return CsrfProtection.Refusal();
        }

        var issued = session.RotatedAt is null
            ? sessions.Rotate(user, session, token, csrf, http)
            : await sessions.RepeatAsync(user, session, token, csrf, http, cancellationToken);
        if (issued is null)
        {
            await sessions.EndAsync(user.UserId, session.FamilyId, SessionEnd.Reused, cancellationToken);
            await sessions.CommitAsync(transaction, cancellationToken);
            Log.Reused(loggers.CreateLogger(typeof(Refresh)), session.FamilyId);
            return Problems.Result(Problems.SessionOver);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (byCookie)
        {
            SessionCookie.Set(http, issued);
        }

        return TypedResults.Ok(await SignInResponse.ForAsync(db, user, issued, showRefreshToken: !byCookie, cancellationToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A refresh token of session {Session} came a second time: the session was ended")]
        public static partial void Reused(ILogger logger, Guid session);
    }
}
