using System.Globalization;
using System.Text;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Evaluations;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Evaluations;

/// <summary>
/// A search in one moderator's evaluations, the newest first. What indexes do not answer is looked for in so many of the newest
/// only, and the page says where to go on: no search reads millions of messages at once.
/// </summary>
internal sealed class EvaluationQuery
{
    /// <summary>So many messages are read for one page where no index answers.</summary>
    public const int Budget = 10_000;

    private const string NewestFirst = "ORDER BY created_at DESC, event_id DESC";

    private readonly List<object> _values = [];
    private readonly StringBuilder _indexed = new();
    private readonly StringBuilder _unindexed = new();

    public EvaluationQuery(Guid moderatorId) => Where("moderator_id = {0}", moderatorId);

    /// <summary>A condition that an index answers, or that nearly all rows meet which an index finds.</summary>
    /// <param name="condition">Our own SQL, with the values as <c>{0}</c>, <c>{1}</c>.</param>
    public void Where(string condition, params object[] values) => Append(_indexed, condition, values);

    /// <summary>A condition for which rows must be read.</summary>
    /// <inheritdoc cref="Where" path="/param"/>
    public void WhereUnindexed(string condition, params object[] values) => Append(_unindexed, condition, values);

    public void Between(DateTimeOffset? from, DateTimeOffset? until)
    {
        if (from is { } first)
        {
            Where("created_at >= {0}", first.ToUniversalTime());
        }

        if (until is { } end)
        {
            Where("created_at < {0}", end.ToUniversalTime());
        }
    }

    /// <summary>Reads the page that begins behind a row, or the first one.</summary>
    public async Task<CursorPaged<EvaluationResponse>> ReadAsync(
        GovaDbContext db, Keyset? cursor, int limit, CancellationToken cancellationToken)
    {
        var (data, end, isFull) = await ReadRowsAsync(db, cursor, limit, cancellationToken);
        var page = cursor ?? Keyset.First(
            isFull ? await CountAsync(db, cancellationToken) : data.Count, isExact: isFull || end is null);
        return CursorPaged<EvaluationResponse>.Of(page, data, end is { } last ? page.Next(last.CreatedAt, last.EventId) : null);
    }

    /// <summary>Reads the rows behind a row, or the first ones.</summary>
    /// <returns>The rows; behind which message to go on, null at the end; and whether there were as many as asked for.</returns>
    public async Task<(IReadOnlyList<EvaluationResponse> Data, Position? End, bool IsFull)> ReadRowsAsync(
        GovaDbContext db, Keyset? cursor, int limit, CancellationToken cancellationToken)
    {
        var rows = await Rows(db, cursor).OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.EventId)
            .Take(limit + 1).Select(EvaluationResponse.FromRow).ToListAsync(cancellationToken);
        var data = rows.Take(limit).Select(row => row.Evaluation).ToList();
        return rows.Count > limit
            ? (data, new Position(data[^1].CreatedAt, data[^1].EventId), true)
            : (data, await WhereReadingEndedAsync(db, cursor, cancellationToken), false);
    }

    /// <summary>A page's rows, in no order.</summary>
    private IQueryable<EvaluationEvent> Rows(GovaDbContext db, Keyset? after) => _unindexed.Length == 0
        ? From(db, $"SELECT * FROM evaluation_events WHERE {Indexed(after)}", after)
        : From(db, $"SELECT * FROM (SELECT * FROM evaluation_events WHERE {Indexed(after)} {NewestFirst} LIMIT {Budget}) newest WHERE {_unindexed}", after);

    /// <summary>All that the filter lets through, behind a row.</summary>
    public IQueryable<EvaluationEvent> All(GovaDbContext db, Keyset? after) =>
        From(db, $"SELECT * FROM evaluation_events WHERE {Indexed(after)}{(_unindexed.Length == 0 ? "" : $" AND {_unindexed}")}", after);

    private async Task<int> CountAsync(GovaDbContext db, CancellationToken cancellationToken) =>
        await Rows(db, null).OrderByDescending(e => e.CreatedAt).Take(Keyset.MaxTotal + 1).CountAsync(cancellationToken);

    /// <summary>The last message that was read for a page; null when there were fewer than are read for one.</summary>
    private async Task<Position?> WhereReadingEndedAsync(GovaDbContext db, Keyset? cursor, CancellationToken cancellationToken) => _unindexed.Length == 0
        ? null
        : await From(db, $"SELECT * FROM evaluation_events WHERE {Indexed(cursor)}", cursor)
            .OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.EventId)
            .Skip(Budget - 1).Take(1).Select(e => new Position(e.CreatedAt, e.EventId)).SingleOrDefaultAsync(cancellationToken);

    private string Indexed(Keyset? after) => after is null
        ? _indexed.ToString()
        : $"{_indexed} AND created_at <= {{{_values.Count}}} AND (created_at, event_id) < ({{{_values.Count}}}, {{{_values.Count + 1}}})";

    private IQueryable<EvaluationEvent> From(GovaDbContext db, string sql, Keyset? after) =>
        db.Evaluations.FromSqlRaw(sql, after is { } position ? [.. _values, position.At, position.Id] : [.. _values]).AsNoTracking();

    private void Append(StringBuilder sql, string condition, object[] values)
    {
        // The values of all conditions have their places in one list.
        var places = Enumerable.Range(_values.Count, values.Length).Select(place => (object)$"{{{place}}}").ToArray();
        sql.Append(sql.Length == 0 ? "" : " AND ").AppendFormat(CultureInfo.InvariantCulture, condition, places);
        _values.AddRange(values);
    }

    /// <summary>Of a message in the order of lists.</summary>
    internal sealed record Position(DateTimeOffset CreatedAt, Guid EventId);
}
