using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Alerts;

internal static class AcknowledgeAlert
{
    /// <summary>Notes that somebody has seen to an alert. The first who says so stays noted.</summary>
    public static async Task<Results<Ok<AlertResponse>, NotFound>> Handle(
        Guid id,
        [FromRoute(Name = "alert_id")] Guid alertId,
        ClaimsPrincipal user,
        GovaDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        // One statement: the worker may change the alert at the same moment.
        var alert = db.AlertsOf(user.Id()).Where(a => a.ModeratorId == id && a.AlertId == alertId);
        await alert.Where(a => a.AcknowledgedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(a => a.AcknowledgedAt, time.GetUtcNow()).SetProperty(a => a.AcknowledgedBy, user.Id()), cancellationToken);
        return await alert.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } found
            ? TypedResults.Ok(AlertResponse.From(found))
            : TypedResults.NotFound();
    }
}
