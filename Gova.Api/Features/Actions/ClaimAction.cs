using Gova.Api.Auth;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gova.Api.Features.Actions;

internal static class ClaimAction
{
    /// <summary>
    /// Takes an action that awaits approval for five minutes, so that two reviewers do not decide the same case; asked again, for
    /// five more. Where another has it, the conflict says who, and until when.
    /// </summary>
    public static Task<Results<Ok<ActionResponse>, ProblemHttpResult, ValidationProblem>> Handle(
        [FromRoute(Name = "action_id")] Guid actionId, HttpContext http, GovaDbContext db, TimeProvider time, CancellationToken cancellationToken) =>
        ReviewAction.ExecuteAsync(
            db, http, actionId, "action.claimed", action => action.ClaimForReview(http.User.Id(), time.GetUtcNow()), cancellationToken);
}
