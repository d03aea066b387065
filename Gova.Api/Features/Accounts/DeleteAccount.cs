using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Accounts;

internal static class DeleteAccount
{
    internal sealed record Request(string? CurrentPassword);

    /// <summary>
    /// Sends a code to the account's address. When it comes back the account ends at once: its moderators stop, its sessions and api keys
    /// are over, its name and address are free, and a job erases the rest. An account whose address was never proven has none to send
    /// to: its password is enough, and it has ended with the answer (204).
    /// </summary>
    public static async Task<Results<Accepted<CodeSentResponse>, NoContent, ValidationProblem, ProblemHttpResult>> Handle(
        Request request, ChangeCodes changes, EndAccount endAccount, HttpContext http, CancellationToken cancellationToken)
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

        if (await endAccount.UnprovenAsync(http, cancellationToken))
        {
            SessionCookie.Remove(http);
            return TypedResults.NoContent();
        }

        return await changes.SendAsync(
            http, CodePurpose.DeleteAccount, "delete your account with everything in it", payload: null, newEmail: null, cancellationToken) is { } problem
            ? problem
            : TypedResults.Accepted("/auth/verify-action", new CodeSentResponse("A code was sent to your address."));
    }
}
