using Gova.Api.Http;
using Gova.Data.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Accounts;

internal static class ChangeEmail
{
    /// <param name="Email">The new address.</param>
    internal sealed record Request(string? Email, string? CurrentPassword);

    /// <summary>
    /// Sends a code to the new address. It is the account's when the code comes back, and the old one is told. The answer does not
    /// tell whether another account has it.
    /// </summary>
    public static async Task<Results<Accepted<CodeSentResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request, ChangeCodes changes, HttpContext http, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireEmail(request.Email);
        if (await changes.CheckPasswordAsync(http.User, request.CurrentPassword, errors, cancellationToken) is { } wait)
        {
            return Problems.TooMany(http, wait);
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var email = AccountChecks.Normal(request.Email!);
        return await changes.SendAsync(
            http, CodePurpose.ChangeEmail, "make this the address of your account", email, email, cancellationToken) is { } problem
            ? problem
            : TypedResults.Accepted("/auth/verify-action", new CodeSentResponse("A code was sent to the new address."));
    }
}
