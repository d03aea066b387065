using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Accounts;

internal static class VerifyAddress
{
    /// <param name="Code">As emailed, in any case.</param>
    internal sealed record Request(string? Code);

    /// <summary>
    /// Proves the address that the code was sent to: it is the account's from then on. A new access token says so; the session and
    /// its refresh token stay.
    /// </summary>
    public static async Task<Results<Ok<SignInResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request,
        ClaimsPrincipal principal,
        GovaDbContext db,
        SessionStore sessions,
        Codes codes,
        AccessTokens tokens,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireCode(request.Code);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await sessions.HoldAsync(principal.Id(), cancellationToken);
        var code = user is null ? null : await codes.RedeemAsync(user.UserId, CodePurpose.VerifyEmail, request.Code!, cancellationToken);
        if (code is null)
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Problems.Result(Problems.InvalidCode);
        }

        user!.ChangeEmail(code.Payload ?? user.Email);
        await AuditLog.AddAsync(
            db, http, "account.email_verified", AuditTarget.Account(user.UserId), null, new { user.Email }, cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            // Two accounts proved it at the same time, so this tells its owner only what they know.
            return Problems.Result(Problems.AccountTaken);
        }

        await transaction.CommitAsync(cancellationToken);
        var csrf = principal.FindFirstValue(GovaClaims.Csrf);
        var access = tokens.Issue(user, principal.SessionId(), string.IsNullOrEmpty(csrf) ? null : csrf);
        if (!http.Request.Headers.ContainsKey("Authorization"))
        {
            SessionCookie.SetAccess(http, access);
        }

        var account = await AccountResponse.ReadAsync(db, user, cancellationToken);
        return TypedResults.Ok(new SignInResponse(access.Token, access.ExpiresAt, null, null, account));
    }
}
