using System.Diagnostics.CodeAnalysis;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Accounts;

internal static class LogIn
{
    internal sealed record Request(string? Email, string? Password);

    /// <summary>Signs in. An unknown address and a wrong password look the same, and take as long.</summary>
    [SuppressMessage("Performance", "CA1862", Justification = "Translated to lower(email), which the unique index is on.")]
    public static async Task<Results<Ok<SignInResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request, GovaDbContext db, Passwords passwords, AccessTokens tokens, HttpContext http, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .Require(!string.IsNullOrWhiteSpace(request.Email), "email", "is required")
            .Require(request.Password is { Length: > 0 and <= Passwords.MaxLength }, "password", "is required");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var email = request.Email!.Trim().ToLowerInvariant();
        var user = await db.Users.SingleOrDefaultAsync(u => u.Email.ToLower() == email, cancellationToken);
        if (!passwords.Verify(user, request.Password!))
        {
            return Problems.Result(Problems.InvalidCredentials);
        }

        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(SignInResponse.For(user!, tokens, http));
    }
}
