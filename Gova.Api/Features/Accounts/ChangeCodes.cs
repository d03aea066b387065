using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Emails;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Accounts;

/// <summary>Sends the codes that confirm changes of the account that is signed in.</summary>
internal sealed class ChangeCodes(
    GovaDbContext db, Passwords passwords, SessionStore sessions, Codes codes, AttemptLimits limits, TimeProvider time)
{
    /// <param name="change">What the code does, as it ends a sentence: "change your password".</param>
    /// <param name="newEmail">Where the code goes, if not to the account's address.</param>
    /// <returns>Why none was sent.</returns>
    public async Task<ProblemHttpResult?> SendAsync(
        HttpContext http, CodePurpose purpose, string change, string? payload, string? newEmail, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await sessions.HoldAsync(http.User.Id(), cancellationToken);
        if (user is null)
        {
            return Problems.Result(Problems.Unauthenticated);
        }

        if (!user.IsVerified)
        {
            return Problems.Result(Problems.AddressUnproven);
        }

        var wait = await codes.WaitAsync(user.UserId, purpose, cancellationToken);
        wait ??= newEmail is null ? null : limits.Take(AddressLimits.Email, newEmail);
        if (wait is not null)
        {
            return Problems.TooMany(http, wait.Value);
        }

        var now = time.GetUtcNow();
        var email = new ConfirmChange(
            user.Username, change, await codes.IssueAsync(user.UserId, purpose, payload, cancellationToken), Codes.Minutes);
        if (newEmail is null)
        {
            EmailQueue.Add(db, user.Email, email, now, userId: user.UserId);
        }
        else
        {
            await AddressProof.SendAsync(db, user, newEmail, email, now, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>Whether it is the account's password: who found an open page may not take the account over.</summary>
    /// <returns>How long to wait, when it was guessed at too often.</returns>
    public async Task<TimeSpan?> CheckPasswordAsync(ClaimsPrincipal user, string? password, FieldErrors errors, CancellationToken cancellationToken)
    {
        const string Field = "current_password";
        if (string.IsNullOrEmpty(password) || password.Length > Passwords.MaxLength)
        {
            errors.RequirePassword(password, Field);
            return null;
        }

        var id = user.Id();
        if (limits.Take(AddressLimits.SignIn, $"{id}") is { } wait)
        {
            return wait;
        }

        var account = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.UserId == id, cancellationToken);
        if (passwords.Verify(account, password))
        {
            limits.Reset(AddressLimits.SignIn, $"{id}");
        }
        else
        {
            errors.Add(Field, "is not your password");
        }

        return null;
    }
}
