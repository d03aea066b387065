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
internal sealed class FeedReader(
    NpgsqlDataSource dataSource, IDbContextFactory<GovaDbContext> contexts, FeedAlerts alerts, IOptions<JsonOptions> json)
{
    public const int PageSize = 500;

    /// <summary>The oldest transaction that is still running, or the next one.</summary>
    public async Task<ulong> HorizonAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT pg_snapshot_xmin(pg_current_snapshot())");
        return (ulong)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Evaluations, actions and alerts after a position whose last writer is below the horizon given, in order, by pages.</summary>
    public async IAsyncEnumerable<IReadOnlyList<FeedItem>> ReadAsync(
        IReadOnlyCollection<Guid> moderatorIds, FeedPosition after, ulong until, FeedFilter filter,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (moderatorIds.Count > 0 && after.Xid < until)
        {
            var page = await ReadPageAsync(moderatorIds, after, until, filter, cancellationToken);
            if (page.Count > 0)
            {
                yield return page;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].Position;
        }
    }

    private async Task<List<FeedItem>> ReadPageAsync(
        IReadOnlyCollection<Guid> moderatorIds, FeedPosition after, ulong until, FeedFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = db.Evaluations.AsNoTracking()
            .Where(e => e.RecordedXid >= after.Xid && e.RecordedXid < until && moderatorIds.Contains(e.ModeratorId)
                // A text that was erased is no news.
                && EF.Functions.JsonExists(e.Context, "content")
                && EF.Functions.GreaterThan(ValueTuple.Create(e.RecordedXid, e.EventId), ValueTuple.Create(after.Xid, after.EvaluationId)));
        if (filter.MinSeverity is { } least)
        {
            found = found.Where(e => e.SeverityScore >= least);
        }

        var evaluations = filter.Evaluations
            ? await found.OrderBy(e => e.RecordedXid).ThenBy(e => e.EventId).Take(PageSize).Select(EvaluationResponse.FromRow).ToListAsync(cancellationToken)
            : [];
        var actions = filter.Actions
            ? await db.Actions.AsNoTracking()
                .Where(a => a.RecordedXid >= after.Xid && a.RecordedXid < until && moderatorIds.Contains(a.ModeratorId)
                    && EF.Functions.GreaterThan(ValueTuple.Create(a.RecordedXid, a.ActionId), ValueTuple.Create(after.Xid, after.ActionId)))
                .OrderBy(a => a.RecordedXid).ThenBy(a => a.ActionId).Take(PageSize).ToListAsync(cancellationToken)
            : [];

        var raised = filter.Alerts ? await alerts.ReadAsync(moderatorIds, after, until, PageSize, cancellationToken) : [];

        // What no query reached lies behind everything that is kept here.
        var options = json.Value.SerializerOptions;
        return [.. evaluations.Select(e => FeedItem.Of(e, options)).Concat(actions.Select(a => FeedItem.Of(a, options)))
            .Concat(raised.Select(a => FeedItem.Of(a.Alert, a.Xid, options))).OrderBy(item => item.Position).Take(PageSize)];
    }
}
