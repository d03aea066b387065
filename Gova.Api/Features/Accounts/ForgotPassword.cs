using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Emails;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Accounts;

internal static class ForgotPassword
{
    private const string Nobody = "nobody@gova.invalid";

    internal sealed record Request(string? Email);

    /// <summary>Sends the code that lets somebody set a new password, if an account has the address. The answer does not tell whether.</summary>
    public static async Task<Results<Accepted<CodeSentResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request,
        GovaDbContext db,
        SessionStore sessions,
        Codes codes,
        AttemptLimits limits,
        TimeProvider time,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireEmail(request.Email);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var email = AccountChecks.Normal(request.Email!);
        if (limits.Take(AddressLimits.Email, email) is { } wait)
        {
            return Problems.TooMany(http, wait);
        }

        // The same statements with and without an account, down to a row in the queue, so that the time does not tell either.
        var found = await db.FindByEmailAsync(email, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await sessions.HoldAsync(found?.UserId ?? Guid.Empty, cancellationToken);
        var userId = user?.UserId ?? Guid.Empty;
        var isLimited = await codes.WaitAsync(userId, CodePurpose.ResetPassword, cancellationToken) is not null;
        if (user is not null && !isLimited)
        {
            var code = await codes.IssueAsync(userId, CodePurpose.ResetPassword, payload: null, cancellationToken);
            EmailQueue.Add(db, user.Email, new ResetPassword(user.Username, code, Codes.Minutes), time.GetUtcNow(), userId: userId);
        }
        else
        {
            await codes.RevokeAsync(Guid.Empty, CodePurpose.ResetPassword, cancellationToken);
            var unsent = EmailQueue.Add(db, Nobody, new ResetPassword("nobody", "", Codes.Minutes), time.GetUtcNow());
            unsent.Status = EmailStatus.Failed;
            unsent.Error = "Not to be sent.";
            unsent.Data = null;
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Accepted(
            "/auth/reset-password", new CodeSentResponse("If an account has this address, a code was sent there."));
    }
}
