using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Evaluations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Evaluations;

internal static class ListEvaluations
{
    /// <param name="NextCursor">Pass it as <c>cursor</c> to go on; null at the end.</param>
    internal sealed record Response(IReadOnlyList<EvaluationResponse> Data, string? NextCursor);

    internal readonly record struct Filter(
        [property: Description("Rows to return, 1 to 100, 50 unless given.")] int? Limit,
        [property: Description("Where to go on: next_cursor of the previous answer.")] string? Cursor,
        [property: Description("Statuses (pending_review, judged, no_verdict), comma-separated.")] string? Status,
        [property: FromQuery(Name = "min_severity"), Description("Only at least as severe, 0 to 1.")] double? MinSeverity,
        [property: Description("Only messages of this platform user.")] string? User);

    /// <summary>A moderator's evaluations, newest message first.</summary>
    public static async Task<Results<Ok<Response>, NotFound, ValidationProblem>> Handle(
        Guid id, [AsParameters] Filter filter, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        Paging.CheckLimit(filter.Limit, errors);
        var cursor = default(EvaluationCursor);
        errors.Require(string.IsNullOrEmpty(filter.Cursor) || EvaluationCursor.TryParse(filter.Cursor, out cursor), "cursor", "is not one of ours");
        errors.Require(filter.MinSeverity is null or (>= 0 and <= 1), "min_severity", "must be between 0 and 1");
        var statuses = Csv.Parse<EvaluationStatus>(filter.Status, "status", errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsOf(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var evaluations = db.EvaluationsOf(user.Id()).AsNoTracking().Where(e => e.ModeratorId == id);
        if (statuses.Count > 0)
        {
            evaluations = evaluations.Where(e => statuses.Contains(e.Status));
        }

        if (filter.MinSeverity is { } severity)
        {
            evaluations = evaluations.Where(e => e.SeverityScore >= (float)severity);
        }

        if (!string.IsNullOrEmpty(filter.User))
        {
            evaluations = evaluations.Where(e => e.PlatformUserId == filter.User);
        }

        if (!string.IsNullOrEmpty(filter.Cursor))
        {
            evaluations = evaluations.Where(e => e.CreatedAt <= cursor.CreatedAt
                && EF.Functions.LessThan(ValueTuple.Create(e.CreatedAt, e.EventId), ValueTuple.Create(cursor.CreatedAt, cursor.EventId)));
        }

        var limit = filter.Limit ?? Paging.DefaultLimit;
        var rows = await evaluations.OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.EventId)
            .Take(limit + 1).Select(EvaluationResponse.FromRow).ToListAsync(cancellationToken);
        var page = rows.Take(limit).Select(row => row.Evaluation).ToList();
        var next = rows.Count > limit ? new EvaluationCursor(page[^1].CreatedAt, page[^1].EventId).ToString() : null;
        return TypedResults.Ok(new Response(page, next));
    }
}
