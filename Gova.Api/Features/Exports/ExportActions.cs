using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Gova.Api.Features.Actions;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Actions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Exports;

internal static class ExportActions
{
    private const int PageSize = 1_000;

    private static readonly string[] Columns =
    [
        "action_id", "created_at", "action_type", "status", "origin", "platform_user_id", "channel_id", "message_id", "event_id", "reason",
        "error_msg", "action_params", "decided_by", "decided_by_platform_user_id", "undoes_action_id", "executed_at", "reverts_at", "updated_at",
    ];

    /// <summary>
    /// A moderator's actions as a file, the newest first, with the filters of their list. In CSV a text that a spreadsheet would take
    /// for a formula begins with an apostrophe. An answer that breaks off is not whole.
    /// </summary>
    public static Task<Results<ExportResult<ActionResponse>, NotFound, ValidationProblem>> Handle(
        Guid id,
        [AsParameters] ActionFilter filter,
        [Description("csv (unless given) or jsonl.")] string? format,
        ClaimsPrincipal user,
        GovaDbContext db,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var query = filter.ToQuery(id, errors);
        return StartExport.ExecuteAsync(
            id, format, errors, user, db,
            wanted => new ExportResult<ActionResponse>(
                id, "actions", wanted, new { format = wanted, filter.Status, filter.Type, filter.User, filter.Channel, filter.From, filter.Until },
                Columns, Fields, (pages, stop) => ReadAsync(query.All(pages), stop)),
            cancellationToken);
    }

    private static async IAsyncEnumerable<IReadOnlyList<ActionResponse>> ReadAsync(
        IQueryable<ActionEvent> actions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ordered = actions.OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.ActionId);
        var page = await ordered.Take(PageSize).ToListAsync(cancellationToken);
        while (page.Count > 0)
        {
            yield return [.. page.Select(ActionResponse.From)];
            var (at, id) = (page[^1].CreatedAt, page[^1].ActionId);
            page = page.Count < PageSize ? [] : await ordered
                .Where(a => a.CreatedAt <= at && EF.Functions.LessThan(ValueTuple.Create(a.CreatedAt, a.ActionId), ValueTuple.Create(at, id)))
                .Take(PageSize).ToListAsync(cancellationToken);
        }
    }

    private static IEnumerable<string?> Fields(ActionResponse a) =>
    [
        a.ActionId.ToString(), CsvText.Of(a.CreatedAt), a.ActionType, StatusNames.Of(a.Status), StatusNames.Of(a.Origin), a.PlatformUserId, a.ChannelId,
        a.MessageId, a.EventId?.ToString(), a.Reason, a.ErrorMsg, a.ActionParams.GetRawText(), a.DecidedBy?.ToString(), a.DecidedByPlatformUserId,
        a.UndoesActionId?.ToString(), CsvText.Of(a.ExecutedAt), CsvText.Of(a.RevertsAt), CsvText.Of(a.UpdatedAt),
    ];
}
