using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Accounts;

internal static class ChangeUsername
{
    /// <param name="Username">The new one.</param>
    internal sealed record Request(string? Username);

    /// <summary>Sends a code to the account's address. The name changes when the code comes back.</summary>
    public static async Task<Results<Accepted<CodeSentResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request, ChangeCodes changes, GovaDbContext db, HttpContext http, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().RequireUsername(request.Username);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        // Names are no secret. That it is still free is found out when the code comes back.
        if (await db.FindByUsernameAsync(request.Username!.ToLowerInvariant(), cancellationToken) is { } other && other.UserId != http.User.Id())
        {
            return Problems.Result(Problems.AccountTaken);
        }

        return await changes.SendAsync(
            http, CodePurpose.ChangeUsername, $"change your name to {request.Username}", request.Username, newEmail: null, cancellationToken) is { } problem
            ? problem
            : TypedResults.Accepted("/auth/verify-action", new CodeSentResponse("A code was sent to your address."));
    }
}
