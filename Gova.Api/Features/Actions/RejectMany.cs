using Gova.Api.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Actions;

internal static class RejectMany
{
    /// <param name="Token">Of the selection.</param>
    /// <param name="Reason">Why, up to 500 characters; recorded with each.</param>
    internal sealed record Request(string Token, string? Reason = null);

    /// <summary>Forbids the actions of a selection. What changed since it was made stays as it is, and is told.</summary>
    public static async Task<Results<Ok<BulkResponse>, ProblemHttpResult, ValidationProblem>> Handle(
        Guid id, Request? request, HttpContext http, DecideMany decide, CancellationToken cancellationToken)
    {
        var errors = RejectAction.CheckReason(request?.Reason);
        return errors.Any
            ? errors.ToProblem()
            : await decide.ExecuteAsync(
                http, id, request?.Token, "action.rejected", (_, action, now) => action.Reject(http.User.Id(), request?.Reason, now), cancellationToken);
    }
}
