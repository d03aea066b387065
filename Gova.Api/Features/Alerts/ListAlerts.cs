using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Alerts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Alerts;

internal static class ListAlerts
{
    /// <summary>A moderator's alerts, newest first.</summary>
    public static async Task<Results<Ok<Paged<AlertResponse>>, NotFound, ValidationProblem>> Handle(
        Guid id,
        [AsParameters] Paging paging,
        [Description("Kinds (campaign, trend, budget, quota), comma-separated.")] string? kind,
        [Description("Only those that were seen to, or only those that were not.")] bool? acknowledged,
        ClaimsPrincipal user,
        GovaDbContext db,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        var kinds = Csv.Parse<AlertKind>(kind, "kind", errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsOf(user.Id()).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var alerts = db.AlertsOf(user.Id()).AsNoTracking().Where(a => a.ModeratorId == id);
        if (kinds.Count > 0)
        {
            alerts = alerts.Where(a => kinds.Contains(a.Kind));
        }

        if (acknowledged is { } isAcknowledged)
        {
            alerts = alerts.Where(a => a.AcknowledgedAt != null == isAcknowledged);
        }

        var ordered = alerts.OrderByDescending(a => a.RaisedAt).ThenByDescending(a => a.AlertId);
        return TypedResults.Ok(await paging.ReadAsync(ordered, AlertResponse.From, cancellationToken));
    }
}
