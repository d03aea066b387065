using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Actions;

internal static class SelectActions
{
    /// <summary>Which of the actions that await approval: all that is given must hold; all of them unless something is.</summary>
    internal sealed record Request(
        [property: Description("Types, comma-separated, e.g. timeout,kick.")] string? Type = null,
        [property: Description("Only on this platform user.")] string? User = null,
        [property: Description("Only in this channel.")] string? Channel = null,
        [property: Description("Only those that came about from here on.")] DateTimeOffset? From = null,
        [property: Description("Only those that came about before this.")] DateTimeOffset? Until = null);

    /// <param name="Count">How many actions are selected.</param>
    /// <param name="Total">How many the filter finds: more than are selected when they are more than 1,000.</param>
    /// <param name="ByType">How many of each type are selected.</param>
    /// <param name="ClaimedByOthers">How many of the selected other reviewers have claimed: as long as they do, those stay as they are.</param>
    /// <param name="Token">What approves or rejects exactly these.</param>
    /// <param name="ExpiresAt">The token is good until then.</param>
    internal sealed record Response(
        int Count, int Total, IReadOnlyDictionary<string, int> ByType, int ClaimedByOthers, string Token, DateTimeOffset ExpiresAt);

    /// <summary>
    /// Counts actions that await approval, the oldest first, and fixes which they are, at most 1,000: nothing changes until the token
    /// is sent to approve or reject them, and then no other action does.
    /// </summary>
    public static async Task<Results<Ok<Response>, ProblemHttpResult, ValidationProblem>> Handle(
        Guid id, Request? request, ClaimsPrincipal user, GovaDbContext db, SelectionTokens tokens, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var filter = new ActionFilter(
            StatusNames.Of(ActionStatus.AwaitingApproval), request?.Type, request?.User, request?.Channel, request?.From, request?.Until);
        var query = filter.ToQuery(id, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsReviewableBy(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        var now = time.GetUtcNow();
        var waiting = query.All(db).Where(a => a.ExpiresAt > now);
        var selected = await waiting.OrderBy(a => a.CreatedAt).ThenBy(a => a.ActionId).Take(SelectionTokens.MaxActions)
            .Select(a => new { a.ActionId, a.ActionType, a.ClaimedBy, a.ClaimedUntil }).ToListAsync(cancellationToken);
        var total = selected.Count < SelectionTokens.MaxActions ? selected.Count : await waiting.CountAsync(cancellationToken);
        var (token, expiresAt) = tokens.Create(id, user.Id(), [.. selected.Select(a => a.ActionId)]);
        return TypedResults.Ok(new Response(
            selected.Count,
            total,
            selected.CountBy(a => a.ActionType).ToDictionary(),
            selected.Count(a => a.ClaimedBy is { } by && by != user.Id() && a.ClaimedUntil > now),
            token,
            expiresAt));
    }
}
