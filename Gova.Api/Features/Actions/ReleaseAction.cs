using Gova.Api.Auth;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gova.Api.Features.Actions;

internal static class ReleaseAction
{
    /// <summary>Gives a claimed action back to the others, without a decision. Nothing happens where nobody has it any more.</summary>
    public static Task<Results<Ok<ActionResponse>, ProblemHttpResult, ValidationProblem>> Handle(
        [FromRoute(Name = "action_id")] Guid actionId, HttpContext http, GovaDbContext db, TimeProvider time, CancellationToken cancellationToken) =>
        ReviewAction.ExecuteAsync(
            db, http, actionId, "action.released", action => action.ReleaseClaim(http.User.Id(), time.GetUtcNow()), cancellationToken);
}
