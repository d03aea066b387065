using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Evaluations;

internal static class ListEvaluations
{
    /// <summary>
    /// A moderator's evaluations, newest message first. Time, user, severity from 0.3 on and text among flagged messages are
    /// answered by indexes. For the other filters 10,000 messages are read for each page: it may then hold fewer than were asked
    /// for, even none, while has_next is true.
    /// </summary>
    public static async Task<Results<Ok<CursorPaged<EvaluationResponse>>, NotFound, ValidationProblem>> Handle(
        Guid id,
        [AsParameters] EvaluationFilter filter,
        [Description("Rows to return, 1 to 100, 50 unless given.")] int? limit,
        [Description("Where to go on: next_cursor of the previous answer.")] string? cursor,
        ClaimsPrincipal user,
        GovaDbContext db,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        Paging.CheckLimit(limit, errors);
        var after = Keyset.Parse(cursor, errors);
        var query = filter.ToQuery(id, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsVisibleTo(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        return TypedResults.Ok(await query.ReadAsync(db, after, limit ?? Paging.DefaultLimit, cancellationToken));
    }
}
