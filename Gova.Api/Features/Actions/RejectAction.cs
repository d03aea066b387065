using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gova.Api.Features.Actions;

internal static class RejectAction
{
    private const int MaxReason = 500;

    /// <param name="Reason">Why, up to 500 characters; recorded with the action.</param>
    internal sealed record Request(string? Reason = null);

    /// <summary>Forbids an action. While another reviewer has claimed it, nobody else decides.</summary>
    public static async Task<Results<Ok<ActionResponse>, ProblemHttpResult, ValidationProblem>> Handle(
        [FromRoute(Name = "action_id")] Guid actionId,
        Request? request,
        HttpContext http,
        GovaDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = CheckReason(request?.Reason);
        return errors.Any
            ? errors.ToProblem()
            : await ReviewAction.ExecuteAsync(
                db, http, actionId, "action.rejected", action => action.Reject(http.User.Id(), request?.Reason, time.GetUtcNow()), cancellationToken);
    }

    public static FieldErrors CheckReason(string? reason) =>
        new FieldErrors().Require(reason is null or { Length: <= MaxReason }, "reason", $"must have at most {MaxReason} characters");
}
