using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Emails;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Accounts;

internal static class SetForgottenPassword
{
    /// <param name="Email">The address that the code was sent to.</param>
    /// <param name="Code">As emailed, in any case.</param>
    /// <param name="Password">The new one.</param>
    internal sealed record Request(string? Email, string? Code, string? Password);

    /// <summary>
    /// Sets a new password with an emailed code and signs out everywhere. An address without an account is answered like a wrong code.
    /// Api keys stay; revoke those that are not known.
    /// </summary>
    public static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> Handle(
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
        var errors = new FieldErrors().RequireEmail(request.Email).RequireCode(request.Code)
            .RequireNewPassword(request.Password, request.Email);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var email = AccountChecks.Normal(request.Email!);
        if (limits.Take(AddressLimits.Reset, email) is { } wait)
        {
            return Problems.TooMany(http, wait);
        }

        // Before the code is looked at: beside this the rest takes no time that could be told apart.
        var hash = passwords.Hash(request.Password!);
        var found = await db.FindByEmailAsync(email, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await sessions.HoldAsync(found?.UserId ?? Guid.Empty, cancellationToken);
        var code = await codes.RedeemAsync(user?.UserId ?? Guid.Empty, CodePurpose.ResetPassword, request.Code!, cancellationToken);
        // The code was sent to the address of then.
        var isRight = code is not null && user!.Email == email;
        if (isRight)
        {
            user!.ChangePassword(hash, time.GetUtcNow());
            user.ChangeEmail(email);
            await sessions.EndAllAsync(user.UserId, except: null, SessionEnd.PasswordChanged, cancellationToken);
            EmailQueue.Add(db, user.Email, new PasswordChanged(user.Username, time.GetUtcNow()), time.GetUtcNow(), userId: user.UserId);
            await AuditLog.AddAsync(db, http, "account.password_reset", AuditTarget.Account(user.UserId), null, null, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await sessions.CommitAsync(transaction, cancellationToken);
        return isRight ? TypedResults.NoContent() : Problems.Result(Problems.InvalidCode);
    }
}
