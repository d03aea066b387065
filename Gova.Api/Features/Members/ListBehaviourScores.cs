using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Api.Features.Members;

internal static class ListBehaviourScores
{
    private const int MaxSearch = 100;

    /// <summary>
    /// The behaviour scores of a community's members, the worst first. Who never did anything that moved their score has a
    /// perfect one and is not listed.
    /// </summary>
    public static async Task<Results<Ok<CursorPaged<BehaviourScoreResponse>>, NotFound, ValidationProblem>> Handle(
        Guid id,
        [AsParameters] Paging paging,
        [Description("Where to go on: next_cursor of the previous answer. Not together with skip.")] string? cursor,
        [Description("score (unless given), last_event: when something last moved the score, or last_seen: when they last wrote.")] string? sort,
        [Description("asc (the worst, or the longest ago, first) or desc. Unless given, the worst or the latest first.")] string? order,
        [Description("A member's id, or part of a name without regard to case.")] string? search,
        ClaimsPrincipal user,
        GovaDbContext db,
        NpgsqlDataSource dataSource,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        var by = ScoreSort.Score;
        errors.Require(string.IsNullOrEmpty(sort) || StatusNames.TryParse(sort, out by), "sort", "must be of score, last_event, last_seen")
            .Require(order is null or "" or "asc" or "desc", "order", "must be of asc, desc")
            .Require(search is null || search.Length <= MaxSearch, "search", $"must be text of at most {MaxSearch} characters")
            .Require(string.IsNullOrEmpty(cursor) || paging.Skip is null or 0, "skip", "does not go together with cursor");
        var after = ScorePosition.Parse(cursor, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsVisibleTo(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var ascending = order is "asc" || (order is not "desc" && by == ScoreSort.Score);
        var query = new BehaviourScoreQuery(dataSource, id, by, ascending, search, time.GetUtcNow());
        return TypedResults.Ok(await query.ReadAsync(after, paging.Skip ?? 0, paging.Limit ?? Paging.DefaultLimit, cancellationToken));
    }
}

/// <param name="Name">What the member was called when last seen; null when nobody has looked.</param>
/// <param name="BehaviourScore">The standing now, 0 to 1; lower is worse, and it recovers with time.</param>
/// <param name="LastEventAt">When something last moved the score.</param>
/// <param name="LastSeenAt">When the member's last message was posted that is still stored.</param>
internal sealed record BehaviourScoreResponse(
    string PlatformUserId, string? Name, double BehaviourScore, DateTimeOffset LastEventAt, DateTimeOffset? LastSeenAt);
