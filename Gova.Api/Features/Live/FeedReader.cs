using System.Runtime.CompilerServices;
using Gova.Api.Features.Evaluations;
using Gova.Data;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Gova.Api.Features.Live;

/// <summary>
/// Reads what was recorded, in the order of transaction ids. A transaction may commit long after one that started later, so
/// reading goes no further than the <see cref="HorizonAsync">horizon</see>: below it nothing can still appear.
/// </summary>
internal sealed class FeedReader(NpgsqlDataSource dataSource, IDbContextFactory<GovaDbContext> contexts, IOptions<JsonOptions> json)
{
    private const int PageSize = 500;

    /// <summary>The oldest transaction that is still running, or the next one.</summary>
    public async Task<ulong> HorizonAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT pg_snapshot_xmin(pg_current_snapshot())");
        return (ulong)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Evaluations and actions whose last writer is in [from, until), in its order.</summary>
    public async IAsyncEnumerable<FeedItem> ReadAsync(
        IReadOnlyCollection<Guid> moderatorIds, ulong from, ulong until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (evaluation, action) = (new Position(from, Guid.Empty), new Position(from, Guid.Empty));
        while (true)
        {
            var page = await ReadPageAsync(moderatorIds, evaluation, action, until, cancellationToken);
            foreach (var item in page)
            {
                yield return item;
                if (item.IsAction)
                {
                    action = new Position(item.Xid, item.RowId);
                }
                else
                {
                    evaluation = new Position(item.Xid, item.RowId);
                }
            }

            if (page.Count < PageSize)
            {
                yield break;
            }
        }
    }

    private async Task<List<FeedItem>> ReadPageAsync(
        IReadOnlyCollection<Guid> moderatorIds, Position evaluation, Position action, ulong until, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var evaluations = await db.Evaluations.AsNoTracking()
            .Where(e => e.RecordedXid >= evaluation.Xid && e.RecordedXid < until && moderatorIds.Contains(e.ModeratorId)
                // A text that was erased is no news.
                && EF.Functions.JsonExists(e.Context, "content")
                && EF.Functions.GreaterThan(ValueTuple.Create(e.RecordedXid, e.EventId), ValueTuple.Create(evaluation.Xid, evaluation.RowId)))
            .OrderBy(e => e.RecordedXid).ThenBy(e => e.EventId).Take(PageSize).Select(EvaluationResponse.FromRow).ToListAsync(cancellationToken);
        var actions = await db.Actions.AsNoTracking()
            .Where(a => a.RecordedXid >= action.Xid && a.RecordedXid < until && moderatorIds.Contains(a.ModeratorId)
                && EF.Functions.GreaterThan(ValueTuple.Create(a.RecordedXid, a.ActionId), ValueTuple.Create(action.Xid, action.RowId)))
            .OrderBy(a => a.RecordedXid).ThenBy(a => a.ActionId).Take(PageSize).ToListAsync(cancellationToken);

        // The sort is stable: within a transaction evaluations come before their actions.
        var options = json.Value.SerializerOptions;
        return [.. evaluations.Select(e => FeedItem.Of(e, options)).Concat(actions.Select(a => FeedItem.Of(a, options)))
            .OrderBy(item => item.Xid).Take(PageSize)];
    }

    private readonly record struct Position(ulong Xid, Guid RowId);
}
