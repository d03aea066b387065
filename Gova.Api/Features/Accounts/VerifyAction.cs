using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Emails;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Accounts;

internal static class VerifyAction
{
    /// <summary>What codes of this kind confirm.</summary>
    internal enum Confirmable
    {
        ChangeUsername,
        ChangeEmail,
        ChangePassword,
        DeleteAccount,
    }

    /// <param name="Code">As emailed, in any case.</param>
    /// <param name="Action">What it confirms.</param>
    internal sealed record Request(string? Code, Confirmable? Action);

    /// <summary>
    /// Makes the change that an emailed code confirms. A code is good once, for a quarter of an hour and five guesses. A new password
    /// signs out everywhere, this session too.
    /// </summary>
    public static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> Handle(
        Request request,
        GovaDbContext db,
        SessionStore sessions,
        Codes codes,
        EndAccount endAccount,
        TimeProvider time,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireCode(request.Code).Require(request.Action is not null, "action", "is required");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await sessions.HoldAsync(http.User.Id(), cancellationToken);
        var purpose = Enum.Parse<CodePurpose>(request.Action!.Value.ToString());
        var code = user is null ? null : await codes.RedeemAsync(user.UserId, purpose, request.Code!, cancellationToken);
        if (code is null)
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Problems.Result(Problems.InvalidCode);
        }

        var now = time.GetUtcNow();
        var (name, email, target) = (user!.Username, user.Email, AuditTarget.Account(user.UserId));
        switch (purpose)
        {
            case CodePurpose.ChangeUsername:
                user.Rename(code.Payload!);
                await AuditLog.AddAsync(
                    db, http, "account.renamed", target, new { Username = name }, new { user.Username }, cancellationToken);
                break;
            case CodePurpose.ChangeEmail:
                user.ChangeEmail(code.Payload!);
                EmailQueue.Add(db, email, new EmailChanged(name, now), now, userId: user.UserId);
                await AuditLog.AddAsync(
                    db, http, "account.email_changed", target, new { Email = email }, new { user.Email }, cancellationToken);
                break;
            case CodePurpose.ChangePassword:
                user.ChangePassword(code.Payload!, now);
                await sessions.EndAllAsync(user.UserId, except: null, SessionEnd.PasswordChanged, cancellationToken);
                EmailQueue.Add(db, email, new PasswordChanged(name, now), now, userId: user.UserId);
                await AuditLog.AddAsync(db, http, "account.password_changed", target, null, null, cancellationToken);
                break;
            default:
                await endAccount.ExecuteAsync(user, http, cancellationToken);
                break;
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            // Somebody has the name since, or proved the address; the code stays good.
            return Problems.Result(Problems.AccountTaken);
        }

        if (purpose == CodePurpose.ChangeEmail)
        {
            // Whoever has the old address may hold some, for a new password among others.
            await codes.RevokeAllAsync(user.UserId, cancellationToken);
        }

        await sessions.CommitAsync(transaction, cancellationToken);
        if (purpose is CodePurpose.ChangePassword or CodePurpose.DeleteAccount)
        {
            SessionCookie.Remove(http);
        }

        return TypedResults.NoContent();
    }
}
