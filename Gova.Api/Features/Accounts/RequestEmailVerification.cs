using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Emails;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Accounts;

internal static class RequestEmailVerification
{
    /// <param name="Email">Another address than the one given last; may be left out.</param>
    internal sealed record Request(string? Email = null);

    /// <summary>Sends the code that proves the account's address: five in a quarter of an hour. The one before is no longer good.</summary>
    public static async Task<Results<Accepted<CodeSentResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request? request,
        ClaimsPrincipal principal,
        GovaDbContext db,
        SessionStore sessions,
        Codes codes,
        AttemptLimits limits,
        TimeProvider time,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await sessions.HoldAsync(principal.Id(), cancellationToken);
        if (user is null)
        {
            return Problems.Result(Problems.Unauthenticated);
        }

        if (user.IsVerified)
        {
            return Problems.Result(Problems.AddressProven);
        }

        var given = request?.Email
            ?? (user.HasAddress ? user.Email : await AccountResponse.PendingEmailAsync(db, user.UserId, cancellationToken));
        var errors = new FieldErrors().RequireEmail(given);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var email = AccountChecks.Normal(given!);
        if ((await codes.WaitAsync(user.UserId, CodePurpose.VerifyEmail, cancellationToken) ?? limits.Take(AddressLimits.Email, email)) is { } wait)
        {
            return Problems.TooMany(http, wait);
        }

        var code = await codes.IssueAsync(user.UserId, CodePurpose.VerifyEmail, email, cancellationToken);
        await AddressProof.SendAsync(db, user, email, new VerifyEmail(user.Username, code, Codes.Minutes), time.GetUtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Accepted("/auth/verify-email", new CodeSentResponse($"A code was sent to {email}."));
    }
}
