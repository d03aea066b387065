using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Actions;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Actions;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
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

    /// <summary>Which actions: all that is given must hold.</summary>
    internal readonly record struct Filter(
        [property: Description("Statuses, comma-separated, e.g. awaiting_approval.")] string? Status,
        [property: FromQuery(Name = "action_type"), Description("Types, comma-separated, e.g. delete.")] string? ActionType,
        [property: Description("Only actions on this platform user.")] string? User,
        [property: Description("Only actions decided from here on.")] DateTimeOffset? From,
        [property: Description("Only actions decided before this.")] DateTimeOffset? Until);

    /// <summary>
    /// A moderator's actions as a file, the newest first. In CSV a text that a spreadsheet would take for a formula begins with an
    /// apostrophe. An answer that breaks off is not whole.
    /// </summary>
    public static async Task<Results<ExportResult<ActionResponse>, NotFound, ValidationProblem>> Handle(
        Guid id,
        [AsParameters] Filter filter,
        [Description("csv (unless given) or jsonl.")] string? format,
        ClaimsPrincipal user,
        GovaDbContext db,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var wanted = ExportFormats.Parse(format, errors);
        var statuses = Csv.Parse<ActionStatus>(filter.Status, "status", errors);
        errors.Require(filter.From is null || filter.Until is null || filter.From < filter.Until, "from", "must be before until");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsVisibleTo(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var noted = new { format = wanted, filter.Status, filter.ActionType, filter.User, filter.From, filter.Until };
        return new ExportResult<ActionResponse>(
            id, "actions", wanted, noted, Columns, Fields, (pages, stop) => ReadAsync(Where(pages, id, filter, statuses), stop));
    }

    private static IQueryable<ActionEvent> Where(GovaDbContext db, Guid moderatorId, Filter filter, List<ActionStatus> statuses)
    {
        var actions = db.Actions.AsNoTracking().Where(a => a.ModeratorId == moderatorId);
        actions = statuses.Count > 0 ? actions.Where(a => statuses.Contains(a.Status)) : actions;
        actions = Csv.Split(filter.ActionType) is { Length: > 0 } types ? actions.Where(a => types.Contains(a.ActionType)) : actions;
        actions = string.IsNullOrEmpty(filter.User) ? actions : actions.Where(a => a.PlatformUserId == filter.User);
        actions = filter.From?.ToUniversalTime() is { } from ? actions.Where(a => a.CreatedAt >= from) : actions;
        return filter.Until?.ToUniversalTime() is { } until ? actions.Where(a => a.CreatedAt < until) : actions;
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
        a.ActionId.ToString(), Text(a.CreatedAt), a.ActionType, StatusNames.Of(a.Status), StatusNames.Of(a.Origin), a.PlatformUserId, a.ChannelId,
        a.MessageId, a.EventId?.ToString(), a.Reason, a.ErrorMsg, a.ActionParams.GetRawText(), a.DecidedBy?.ToString(), a.DecidedByPlatformUserId,
        a.UndoesActionId?.ToString(), Text(a.ExecutedAt), Text(a.RevertsAt), Text(a.UpdatedAt),
    ];

    private static string? Text(DateTimeOffset? at) => at?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
