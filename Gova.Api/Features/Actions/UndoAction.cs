using Gova.Api.Auth;
using Gova.Api.Features.Audit;
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
        HttpContext http,
        GovaDbContext db,
        Topics topics,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var user = http.User.Id();
        var original = await db.ActionsOf(user, ModeratorRole.Reviewer).AsNoTracking().SingleOrDefaultAsync(a => a.ActionId == actionId, cancellationToken);
        if (original is null)
        {
            return await db.ActionsOf(user).Where(a => a.ActionId == actionId).RefuseAsync(cancellationToken);
        }

        // The audit log's entry comes about with the undo, and only with a new one.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var result = await RecordUndo.ExecuteAsync(db, topics, original, UndoneBy.Owner(user), time.GetUtcNow(), cancellationToken);
        if (result.Undo is not { } undo)
        {
            return Problems.Result(Problems.NotUndoable, result.Objection);
        }

        if (result.IsNew)
        {
            await AuditLog.AddAsync(
                db, http, "action.undone", AuditTarget.Of(original.ModeratorId, "action", actionId), null, new { undo_action_id = undo.ActionId },
                cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(ActionResponse.From(undo));
    }
}
