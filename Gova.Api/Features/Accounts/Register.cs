using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Emails;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Accounts;

internal static class Register
{
    /// <param name="Username">3 to 50 letters, digits, <c>.</c>, <c>-</c> or <c>_</c>; unique without regard to case.</param>
    /// <param name="Email">Where the code goes that proves it. It is the account's, and good for signing in, from then on.</param>
    /// <param name="Password">8 to 128 characters, more than three different ones.</param>
    internal sealed record Request(string? Username, string? Email, string? Password);

    /// <summary>
    /// Opens an account and signs in. The answer does not depend on whether an account has the address: it is the new account's only
    /// when the code that is sent there comes back, and whoever has it already is told by email.
    /// </summary>
    public static async Task<Results<Created<SignInResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request,
        GovaDbContext db,
        Passwords passwords,
        SessionStore sessions,
        Codes codes,
        AttemptLimits limits,
        TimeProvider time,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireUsername(request.Username).RequireEmail(request.Email)
            .RequireNewPassword(request.Password, request.Username, request.Email);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var email = AccountChecks.Normal(request.Email!);
        if (limits.Take(AddressLimits.Email, email) is { } wait)
        {
            return Problems.TooMany(http, wait);
        }

        var user = User.RegisterUnproven(request.Username!, time.GetUtcNow());
        passwords.Set(user, request.Password!);
        db.Users.Add(user);
        var session = sessions.Open(user, http);
        var code = await codes.IssueAsync(user.UserId, CodePurpose.VerifyEmail, email, cancellationToken);
        await AddressProof.SendAsync(db, user, email, new VerifyEmail(user.Username, code, Codes.Minutes), time.GetUtcNow(), cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return Problems.Result(Problems.AccountTaken);
        }

        SessionCookie.Set(http, session);
        return TypedResults.Created("/auth/me", await SignInResponse.ForAsync(db, user, session, showRefreshToken: true, cancellationToken));
    }
}
