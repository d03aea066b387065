using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Emails;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Accounts;

internal static class LogIn
{
    /// <param name="Email">The address, or the username, which alone is good until the address is proven.</param>
    internal sealed record Request(string? Email, string? Password);

    /// <summary>Signs in. An unknown address and a wrong password look the same, and take as long.</summary>
    public static async Task<Results<Ok<SignInResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request,
        GovaDbContext db,
        Passwords passwords,
        SessionStore sessions,
        AttemptLimits limits,
        TimeProvider time,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .Require(!string.IsNullOrWhiteSpace(request.Email) && request.Email.Length <= 320, "email", "is required")
            .RequirePassword(request.Password);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var name = AccountChecks.Normal(request.Email!);
        if (limits.Take(AddressLimits.SignIn, name) is { } wait)
        {
            return Problems.TooMany(http, wait);
        }

        var found = name.Contains('@', StringComparison.Ordinal)
            ? await db.FindByEmailAsync(name, cancellationToken)
            : await db.FindByUsernameAsync(name, cancellationToken);
        var verified = found?.PasswordHash;
        if (!passwords.Verify(found, request.Password!))
        {
            return Problems.Result(Problems.InvalidCredentials);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await sessions.HoldAsync(found!.UserId, cancellationToken);
        // It may have been changed between the two statements.
        if (user is null || user.PasswordHash != verified)
        {
            return Problems.Result(Problems.InvalidCredentials);
        }

        user.PasswordHash = found.PasswordHash;
        await NoticeAsync(db, user, http, time.GetUtcNow(), cancellationToken);
        var session = sessions.Open(user, http);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        limits.Reset(AddressLimits.SignIn, name);
        SessionCookie.Set(http, session);
        return TypedResults.Ok(await SignInResponse.ForAsync(db, user, session, showRefreshToken: true, cancellationToken));
    }

    /// <summary>Tells the owner of a sign-in from an address and a program that none of the known sessions came from.</summary>
    private static async Task NoticeAsync(GovaDbContext db, User user, HttpContext http, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!user.IsVerified)
        {
            return;
        }

        var (address, agent) = (http.Connection.RemoteIpAddress, SessionStore.AgentOf(http));
        var known = await db.UserSessions.Where(s => s.UserId == user.UserId)
            .Select(s => new { s.IpAddress, s.UserAgent }).Distinct().ToListAsync(cancellationToken);
        if (known.Count > 0 && !known.Any(s => s.UserAgent == agent && Equals(s.IpAddress, address)))
        {
            EmailQueue.Add(
                db, user.Email, new NewSignIn(user.Username, now, address?.ToString() ?? "an unknown address", agent ?? "an unknown program"),
                now, userId: user.UserId);
        }
    }
}
