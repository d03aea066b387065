using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Alerts;

internal static class AcknowledgeAlert
{
    /// <summary>Notes that somebody has seen to an alert. The first who says so stays noted.</summary>
    public static async Task<Results<Ok<AlertResponse>, ProblemHttpResult>> Handle(
        Guid id,
        [FromRoute(Name = "alert_id")] Guid alertId,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        // One statement: the worker may change the alert at the same moment.
        var now = time.GetUtcNow();
        var alert = db.AlertsOf(user.Id(), ModeratorRole.Reviewer).Where(a => a.ModeratorId == id && a.AlertId == alertId);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var acknowledged = await alert.Where(a => a.AcknowledgedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(a => a.AcknowledgedAt, now).SetProperty(a => a.AcknowledgedBy, user.Id()), cancellationToken);
        if (await alert.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } found)
        {
            return await db.AlertsOf(user.Id()).Where(a => a.ModeratorId == id && a.AlertId == alertId).RefuseAsync(cancellationToken);
        }

        if (acknowledged > 0)
        {
            await AuditLog.AddAsync(db, http, "alert.acknowledged", AuditTarget.Of(id, "alert", alertId), null, null, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(AlertResponse.From(found));
    }
}
