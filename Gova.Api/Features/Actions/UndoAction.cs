using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Teams;
using Gova.Messaging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Actions;

internal static class UndoAction
{
    /// <summary>Reverses a completed action, by another action. Asked again, it answers with the same one.</summary>
    public static async Task<Results<Ok<ActionResponse>, ProblemHttpResult>> Handle(
        [FromRoute(Name = "action_id")] Guid actionId,
        ClaimsPrincipal user,
        GovaDbContext db,
        Topics topics,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var original = await db.ActionsOf(user.Id(), ModeratorRole.Reviewer).AsNoTracking().SingleOrDefaultAsync(a => a.ActionId == actionId, cancellationToken);
        if (original is null)
        {
            return await db.ActionsOf(user.Id()).Where(a => a.ActionId == actionId).RefuseAsync(cancellationToken);
        }

        var result = await RecordUndo.ExecuteAsync(db, topics, original, UndoneBy.Owner(user.Id()), time.GetUtcNow(), cancellationToken);
        return result.Undo is { } undo
            ? TypedResults.Ok(ActionResponse.From(undo))
            : Problems.Result(Problems.NotUndoable, result.Objection);
    }
}
