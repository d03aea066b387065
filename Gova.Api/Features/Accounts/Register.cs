using System.Net.Mail;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Api.Features.Accounts;

internal static class Register
{
    private const int MaxEmail = 320;

    /// <param name="Username">3 to 50 letters, digits, <c>.</c>, <c>-</c> or <c>_</c>; unique without regard to case.</param>
    /// <param name="Email">Unique without regard to case.</param>
    /// <param name="Password">8 to 128 characters.</param>
    internal sealed record Request(string? Username, string? Email, string? Password);

    /// <summary>Opens an account and signs in.</summary>
    public static async Task<Results<Created<SignInResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request, GovaDbContext db, Passwords passwords, AccessTokens tokens, TimeProvider time, HttpContext http,
        CancellationToken cancellationToken)
    {
        if (Check(request) is { Any: true } errors)
        {
            return errors.ToProblem();
        }

        var user = User.Register(request.Username!, request.Email!, time.GetUtcNow());
        passwords.Set(user, request.Password!);
        db.Users.Add(user);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Problems.Result(Problems.AccountTaken);
        }

        return TypedResults.Created("/auth/me", SignInResponse.For(user, tokens, http));
    }

    private static FieldErrors Check(Request request) => new FieldErrors()
        .Require(
            request.Username is { Length: >= 3 and <= 50 } name && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'),
            "username", "must be 3 to 50 letters, digits, dots, dashes or underscores")
        .Require(
            request.Email is { Length: <= MaxEmail } email && MailAddress.TryCreate(email, out var parsed) && parsed.Address == email.Trim()
                && !email.Any(char.IsControl),
            "email", "must be an e-mail address")
        .Require(
            request.Password is { Length: >= Passwords.MinLength and <= Passwords.MaxLength },
            "password", $"must have {Passwords.MinLength} to {Passwords.MaxLength} characters");
}
