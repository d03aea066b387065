using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Actions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Actions;

internal static class ListActions
{
    /// <summary>A moderator's actions, newest first.</summary>
    public static async Task<Results<Ok<Paged<ActionResponse>>, NotFound, ValidationProblem>> Handle(
        Guid id,
        [AsParameters] Paging paging,
        [Description("Statuses, comma-separated, e.g. awaiting_approval.")] string? status,
        ClaimsPrincipal user,
        GovaDbContext db,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        var statuses = Csv.Parse<ActionStatus>(status, "status", errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsOf(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var actions = db.ActionsOf(user.Id()).AsNoTracking().Where(a => a.ModeratorId == id);
        if (statuses.Count > 0)
        {
            actions = actions.Where(a => statuses.Contains(a.Status));
        }

        var ordered = actions.OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.ActionId);
        return TypedResults.Ok(await paging.ReadAsync(ordered, ActionResponse.From, cancellationToken));
    }
}
