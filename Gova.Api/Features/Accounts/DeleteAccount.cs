using Gova.Api.Http;
using Gova.Data.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Accounts;

internal static class DeleteAccount
{
    internal sealed record Request(string? CurrentPassword);

    /// <summary>
    /// Sends a code to the account's address. When it comes back the account ends at once: its moderators stop, its sessions and api keys
    /// are over, its name and address are free, and a job erases the rest.
    /// </summary>
    public static async Task<Results<Accepted<CodeSentResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request, ChangeCodes changes, HttpContext http, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (await changes.CheckPasswordAsync(http.User, request.CurrentPassword, errors, cancellationToken) is { } wait)
        {
            return Problems.TooMany(http, wait);
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return await changes.SendAsync(
            http, CodePurpose.DeleteAccount, "delete your account with everything in it", payload: null, newEmail: null, cancellationToken) is { } problem
            ? problem
            : TypedResults.Accepted("/auth/verify-action", new CodeSentResponse("A code was sent to your address."));
    }
}
