using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Data;
using Gova.Data.Outbox;
using Gova.Data.Teams;
using Gova.Messaging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

internal static class StopModerator
{
    /// <summary>Puts a moderator offline: its messages are ignored from the moment the workers hear of it.</summary>
    public static async Task<Results<Accepted<ModeratorResponse>, ProblemHttpResult>> Handle(
        Guid id, ClaimsPrincipal user, HttpContext http, GovaDbContext db, Topics topics, TimeProvider time, CancellationToken cancellationToken)
    {
        var moderator = await db.ModeratorsOf(user.Id(), ModeratorRole.Admin).SingleOrDefaultAsync(m => m.ModeratorId == id, cancellationToken);
        if (moderator is null)
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        var now = time.GetUtcNow();
        var before = moderator.Status;
        var stopped = moderator.Stop(reason: null, now);
        db.Outbox.Add(OutboxMessage.For(topics.Moderators, id.ToString(), Envelope.Create(stopped, now)));
        await AuditLog.AddAsync(
            db, http, "moderator.stopped", AuditTarget.Moderator(id), new { Status = before }, new { moderator.Status }, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Accepted($"/moderators/{id}", ModeratorResponse.From(moderator));
    }
}
