using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Actions;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Actions;

/// <summary>
/// A search in one moderator's actions, the newest first. By status, user and time indexes answer; types and channels are looked
/// for in so many of the newest only, and the page says where to go on: no search reads all of a million actions.
/// </summary>
internal sealed class ActionQuery(Guid moderatorId)
{
    /// <summary>So many actions are read for one page where no index answers.</summary>
    public const int Budget = 10_000;

    public IReadOnlyList<ActionStatus> Statuses { get; init; } = [];

    public IReadOnlyList<string> Types { get; init; } = [];

    public string? User { get; init; }

    public long? Channel { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    private bool IsUnindexed => Types.Count > 0 || Channel is not null;

    public async Task<CursorPaged<ActionResponse>> ReadAsync(
        GovaDbContext db, Keyset? cursor, int skip, int limit, CancellationToken cancellationToken)
    {
        var rows = await Newest(Rows(db, cursor, skip + limit + 1)).Skip(skip).Take(limit + 1).ToListAsync(cancellationToken);
        var data = rows.Take(limit).ToList();
        var end = rows.Count > limit || !IsUnindexed ? null : await WhereReadingEndedAsync(db, cursor, cancellationToken);
        var page = cursor ?? Keyset.First(await CountAsync(db, skip + rows.Count, skip + limit, cancellationToken), end is null) with
        {
            Page = (skip / limit) + 1,
        };
        Keyset? next = rows.Count > limit ? page.Next(data[^1].CreatedAt, data[^1].ActionId)
            : end is { } last ? page.Next(last.CreatedAt, last.ActionId)
            : null;
        return CursorPaged<ActionResponse>.Of(page, [.. data.Select(ActionResponse.From)], next);
    }

    /// <summary>All that the filter lets through.</summary>
    public IQueryable<ActionEvent> All(GovaDbContext db) => Narrow(Indexed(db, null));

    /// <summary>At least the newest of the filter's rows, in no order.</summary>
    private IQueryable<ActionEvent> Rows(GovaDbContext db, Keyset? after, int count)
    {
        var indexed = Indexed(db, after);
        if (IsUnindexed)
        {
            return Narrow(Newest(indexed).Take(Budget));
        }

        // Each status by itself is a range of the index.
        return Statuses.Count <= 1
            ? indexed
            : Statuses.Select(status => (IQueryable<ActionEvent>)Newest(indexed.Where(a => a.Status == status)).Take(count))
                .Aggregate((some, more) => some.Concat(more));
    }

    private IQueryable<ActionEvent> Indexed(GovaDbContext db, Keyset? after)
    {
        var actions = db.Actions.AsNoTracking().Where(a => a.ModeratorId == moderatorId);
        if (Statuses is [var status])
        {
            actions = actions.Where(a => a.Status == status);
        }

        if (User is { } user)
        {
            actions = actions.Where(a => a.PlatformUserId == user);
        }

        if (From is { } from)
        {
            actions = actions.Where(a => a.CreatedAt >= from);
        }

        if (Until is { } until)
        {
            actions = actions.Where(a => a.CreatedAt < until);
        }

        return after is not { } position ? actions : actions.Where(a => a.CreatedAt <= position.At
            && EF.Functions.LessThan(ValueTuple.Create(a.CreatedAt, a.ActionId), ValueTuple.Create(position.At, position.Id)));
    }

    private IQueryable<ActionEvent> Narrow(IQueryable<ActionEvent> actions)
    {
        if (Statuses.Count > 1)
        {
            actions = actions.Where(a => Statuses.Contains(a.Status));
        }

        if (Types.Count > 0)
        {
            actions = actions.Where(a => Types.Contains(a.ActionType));
        }

        return Channel is { } channel ? actions.Where(a => a.ChannelId == channel) : actions;
    }

    private async Task<int> CountAsync(GovaDbContext db, int found, int limit, CancellationToken cancellationToken) => found <= limit
        ? found
        : await Rows(db, null, Keyset.MaxTotal + 1).Take(Keyset.MaxTotal + 1).CountAsync(cancellationToken);

    /// <summary>The last action that was read for a page; null when there were fewer than are read for one.</summary>
    private Task<Position?> WhereReadingEndedAsync(GovaDbContext db, Keyset? cursor, CancellationToken cancellationToken) =>
        Newest(Indexed(db, cursor)).Skip(Budget - 1).Take(1).Select(a => new Position(a.CreatedAt, a.ActionId))
            .SingleOrDefaultAsync(cancellationToken);

    private static IOrderedQueryable<ActionEvent> Newest(IQueryable<ActionEvent> actions) =>
        actions.OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.ActionId);

    private sealed record Position(DateTimeOffset CreatedAt, Guid ActionId);
}
