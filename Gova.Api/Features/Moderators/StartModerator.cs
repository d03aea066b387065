using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Outbox;
using Gova.Messaging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

internal static class StartModerator
{
    /// <summary>Puts a moderator online: its messages are judged from the moment the workers hear of it.</summary>
    public static async Task<Results<Accepted<ModeratorResponse>, NotFound>> Handle(
        Guid id, ClaimsPrincipal user, GovaDbContext db, Topics topics, TimeProvider time, CancellationToken cancellationToken)
    {
        var moderator = await db.ModeratorsOf(user.Id()).SingleOrDefaultAsync(m => m.ModeratorId == id, cancellationToken);
        if (moderator is null)
        {
            return TypedResults.NotFound();
        }

        var now = time.GetUtcNow();
        var started = moderator.Start(now);
        db.Outbox.Add(OutboxMessage.For(topics.Moderators, id.ToString(), Envelope.Create(started, now)));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Accepted($"/moderators/{id}", ModeratorResponse.From(moderator));
    }
}
