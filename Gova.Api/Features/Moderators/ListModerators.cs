using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Moderators;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

internal static class ListModerators
{
    /// <param name="NextCursor">Pass it as <c>cursor</c> instead of <c>skip</c> to go on; null at the end.</param>
    internal sealed record Response(
        int Page, int Size, bool HasNext, int Total, IReadOnlyList<ModeratorResponse> Data, string? NextCursor);

    internal readonly record struct Filter(
        [property: Description("Platforms, comma-separated.")] string? Platform,
        [property: Description("Statuses (online, offline, paused), comma-separated.")] string? Status,
        [property: Description("Part of the name, without regard to case.")] string? Name,
        [property: Description("Where to go on: next_cursor of the previous answer.")] string? Cursor);

    /// <summary>The moderators whose team the account is in, newest first.</summary>
    public static async Task<Results<Ok<Response>, ValidationProblem>> Handle(
        [AsParameters] Paging paging,
        [AsParameters] Filter filter,
        ClaimsPrincipal user,
        GovaDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        var cursor = TimeCursor.Parse(filter.Cursor, errors);
        errors.Require(cursor is null || paging.Skip is null, "skip", "must not be given with a cursor");
        var statuses = Csv.Parse<ModeratorStatus>(filter.Status, "status", errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var (skip, limit) = (paging.Skip ?? 0, paging.Limit ?? Paging.DefaultLimit);
        var moderators = Matching(db.ModeratorsOf(user.Id()).AsNoTracking(), filter, statuses);
        var total = await moderators.Prepared().CountAsync(cancellationToken);
        if (cursor is { } after)
        {
            moderators = moderators.Where(m => EF.Functions.LessThan(
                ValueTuple.Create(m.CreatedAt, m.ModeratorId), ValueTuple.Create(after.At, after.Id)));
        }

        var part = moderators.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.ModeratorId).Skip(skip).Take(limit + 1);
        // The joins keep no order.
        var unordered = await db.RowsOf(part, user.Id(), time.GetUtcNow()).Prepared().ToListAsync(cancellationToken);
        var rows = unordered.OrderByDescending(row => row.Moderator.CreatedAt).ThenByDescending(row => row.Moderator.ModeratorId).ToList();
        var page = KeysetPage<ModeratorResponse>.Of(
            rows, limit, ModeratorResponse.From, row => new TimeCursor(row.Moderator.CreatedAt, row.Moderator.ModeratorId));
        return TypedResults.Ok(new Response((skip / limit) + 1, page.Size, page.HasNext, total, page.Data, page.NextCursor));
    }

    private static IQueryable<Moderator> Matching(IQueryable<Moderator> moderators, Filter filter, List<ModeratorStatus> statuses)
    {
        if (Csv.Split(filter.Platform?.ToLowerInvariant()) is { Length: > 0 } platforms)
        {
            moderators = moderators.Where(m => platforms.Contains(m.Platform));
        }

        if (statuses.Count > 0)
        {
            moderators = moderators.Where(m => statuses.Contains(m.Status));
        }

        if (!string.IsNullOrEmpty(filter.Name))
        {
            var literal = filter.Name.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
            moderators = moderators.Where(m => EF.Functions.ILike(m.Name, $"%{literal}%", "\\"));
        }

        return moderators;
    }
}
