using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Actions;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Evaluations;

internal static class GetEvaluation
{
    /// <summary>One evaluation: the verdict, how it came about, what the model was shown, and what became of it.</summary>
    public static async Task<Results<Ok<EvaluationDetail>, NotFound>> Handle(
        Guid id, [FromRoute(Name = "event_id")] Guid eventId, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var evaluations = db.EvaluationsOf(user.Id()).AsNoTracking().Where(e => e.ModeratorId == id && e.EventId == eventId);
        if (await evaluations.Select(EvaluationResponse.FromRow).SingleOrDefaultAsync(cancellationToken) is not { } row)
        {
            return TypedResults.NotFound();
        }

        var seen = await evaluations.Select(e => e.Seen).SingleOrDefaultAsync(cancellationToken);
        var actions = await db.ActionsOf(user.Id()).AsNoTracking()
            .Where(a => a.EventId == eventId || db.Actions.Any(o => o.EventId == eventId && o.ActionId == a.UndoesActionId))
            .OrderBy(a => a.CreatedAt).ThenBy(a => a.ActionId).ToListAsync(cancellationToken);
        return TypedResults.Ok(new EvaluationDetail(row.Evaluation)
        {
            Seen = Json.StoredOrNull(seen),
            Actions = [.. actions.Select(ActionResponse.From)],
            Outcome = EvaluationOutcomes.Of(actions),
        });
    }
}
