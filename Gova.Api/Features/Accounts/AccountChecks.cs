using System.Diagnostics.CodeAnalysis;
using System.Net.Mail;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Api.Features.Accounts;

/// <summary>What is asked of names, addresses, passwords and codes, wherever they are given.</summary>
internal static class AccountChecks
{
    private const int MaxEmail = 320;
    private const int MaxCode = 32;

    public static FieldErrors RequireUsername(this FieldErrors errors, string? username) => errors.Require(
        username is { Length: >= 3 and <= 50 } name && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'),
        "username", "must be 3 to 50 letters, digits, dots, dashes or underscores");

    public static FieldErrors RequireEmail(this FieldErrors errors, string? email) => errors.Require(IsEmail(email), "email", "must be an e-mail address");

    /// <summary>A password that is to be set: long enough, not one repeated letter, and not the name or the address itself.</summary>
    public static FieldErrors RequireNewPassword(this FieldErrors errors, string? password, params string?[] known)
    {
        if (password is not { Length: >= Passwords.MinLength and <= Passwords.MaxLength })
        {
            return errors.Require(false, "password", $"must have {Passwords.MinLength} to {Passwords.MaxLength} characters");
        }

        return errors
            .Require(password.Distinct().Take(4).Count() > 3, "password", "must have more than three different characters")
            .Require(
                !known.Any(word => string.Equals(word?.Trim(), password.Trim(), StringComparison.OrdinalIgnoreCase)),
                "password", "must not be the name or the address");
    }

    /// <summary>A password that was set before.</summary>
    public static FieldErrors RequirePassword(this FieldErrors errors, string? password, string field = "password") =>
        errors.Require(password is { Length: > 0 and <= Passwords.MaxLength }, field, "is required");

    public static FieldErrors RequireCode(this FieldErrors errors, string? code) =>
        errors.Require(code is { Length: > 0 and <= MaxCode }, "code", "is required");

    public static string Normal(string email) => email.Trim().ToLowerInvariant();

    /// <summary>The account that holds an address; not tracked, because its row is not held yet.</summary>
    [SuppressMessage("Performance", "CA1862", Justification = "Translated to lower(email), which the unique index is on.")]
    public static Task<User?> FindByEmailAsync(this GovaDbContext db, string email, CancellationToken cancellationToken) =>
        db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Email.ToLower() == email && u.DeletedAt == null, cancellationToken);

    [SuppressMessage("Performance", "CA1862", Justification = "Translated to lower(username), which the unique index is on.")]
    public static Task<User?> FindByUsernameAsync(this GovaDbContext db, string username, CancellationToken cancellationToken) =>
        db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Username.ToLower() == username && u.DeletedAt == null, cancellationToken);

    public static bool IsUniqueViolation(this DbUpdateException e) =>
        e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    private static bool IsEmail(string? email) =>
        email is { Length: <= MaxEmail } && MailAddress.TryCreate(email, out var parsed) && parsed.Address == email.Trim()
        && !email.Any(char.IsControl);
}
