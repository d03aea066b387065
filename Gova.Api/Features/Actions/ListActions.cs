using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Actions;

internal static class ListActions
{
    private const int MaxSkip = 10_000;

    /// <summary>
    /// A moderator's actions, newest first. Statuses, user and time are answered by indexes. For types and channels 10,000 actions
    /// are read for each page: it may then hold fewer than were asked for, even none, while has_next is true.
    /// </summary>
    public static async Task<Results<Ok<CursorPaged<ActionResponse>>, NotFound, ValidationProblem>> Handle(
        Guid id,
        [AsParameters] ActionFilter filter,
        [Description("Rows to skip, 0 to 10,000, 0 unless given; farther, and where much is added meanwhile, go by cursor.")] int? skip,
        [Description("Rows to return, 1 to 100, 50 unless given.")] int? limit,
        [Description("Where to go on: next_cursor of the previous answer.")] string? cursor,
        ClaimsPrincipal user,
        GovaDbContext db,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        Paging.CheckLimit(limit, errors);
        var after = Keyset.Parse(cursor, errors);
        errors.Require(skip is null or (>= 0 and <= MaxSkip), "skip", $"must be between 0 and {MaxSkip}");
        errors.Require(skip is null or 0 || after is null, "skip", "does not go together with a cursor");
        var query = filter.ToQuery(id, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsVisibleTo(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        return TypedResults.Ok(await query.ReadAsync(db, after, skip ?? 0, limit ?? Paging.DefaultLimit, cancellationToken));
    }
}
