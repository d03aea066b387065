using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Accounts;

internal static class ChangePassword
{
    /// <param name="Password">The new one.</param>
    internal sealed record Request(string? Password, string? CurrentPassword);

    /// <summary>Sends a code to the account's address. The password changes when the code comes back, which signs out everywhere.</summary>
    public static async Task<Results<Accepted<CodeSentResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request, ChangeCodes changes, Passwords passwords, HttpContext http, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireNewPassword(request.Password);
        if (await changes.CheckPasswordAsync(http.User, request.CurrentPassword, errors, cancellationToken) is { } wait)
        {
            return Problems.TooMany(http, wait);
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await changes.SendAsync(
            http, CodePurpose.ChangePassword, "change your password", passwords.Hash(request.Password!), newEmail: null, cancellationToken) is { } problem
            ? problem
            : TypedResults.Accepted("/auth/verify-action", new CodeSentResponse("A code was sent to your address."));
    }
}
