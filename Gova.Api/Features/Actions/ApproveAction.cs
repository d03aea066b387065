using System.Globalization;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Outbox;
using Gova.Data.Teams;
using Gova.Messaging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Actions;

internal static class ApproveAction
{
    /// <summary>Lets an action happen. Of two who decide at once, one wins; the other is told of the conflict.</summary>
    public static async Task<Results<Ok<ActionResponse>, ProblemHttpResult>> Handle(
        [FromRoute(Name = "action_id")] Guid actionId,
        ClaimsPrincipal user,
        GovaDbContext db,
        Topics topics,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var action = await db.ActionsOf(user.Id(), ModeratorRole.Reviewer).SingleOrDefaultAsync(a => a.ActionId == actionId, cancellationToken);
        if (action is null)
        {
            return await db.ActionsOf(user.Id()).Where(a => a.ActionId == actionId).RefuseAsync(cancellationToken);
        }

        var now = time.GetUtcNow();
        var approved = action.Approve(user.Id(), now);
        db.Outbox.Add(OutboxMessage.For(
            topics.Actions, action.GuildId.ToString(CultureInfo.InvariantCulture), Envelope.Create(approved, now, action.Traceparent)));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(ActionResponse.From(action));
    }
}
