using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Data.Teams;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

internal static class RollBack
{
    /// <summary>Gives a moderator the configuration of an earlier version, as a new version.</summary>
    public static async Task<Results<Ok<ModeratorResponse>, Accepted<ModeratorResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id,
        long version,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        Topics topics,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var moderator = await db.ModeratorsOf(user.Id(), ModeratorRole.Admin).SingleOrDefaultAsync(m => m.ModeratorId == id, cancellationToken);
        if (moderator is null)
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        if (!ModeratorETag.Matches(http, moderator.Version))
        {
            return ModeratorETag.Mismatch(http, moderator.Version);
        }

        var stored = await GetVersion.Of(db, id, user.Id(), ModeratorRole.Admin).Where(c => c.Version == version)
            .Select(c => c.Conf).SingleOrDefaultAsync(cancellationToken);
        if (stored is null)
        {
            return Problems.Result(Problems.NotFound);
        }

        // What was acceptable once need not be any more.
        var errors = new FieldErrors();
        if (ConfigurationInput.Read(Json.Stored(stored), errors)?.ToJson() is not { } conf)
        {
            return errors.ToProblem();
        }

        var now = time.GetUtcNow();
        var present = ModeratorConfiguration.Parse(moderator.Conf, out _)?.ToJson() ?? moderator.Conf;
        var before = ModeratorSnapshot.Of(moderator.Name, moderator.Description, present);
        var changed = moderator.Configure(conf, now);
        db.ConfigurationVersions.Add(ConfigurationVersion.Of(moderator, user.Id(), now, rolledBackFrom: version));
        db.Outbox.Add(OutboxMessage.For(topics.Moderators, id.ToString(), Envelope.Create(changed, now)));
        await AuditLog.AddAsync(
            db, http, "moderator.rolled_back", AuditTarget.Moderator(id), before,
            ModeratorSnapshot.Of(moderator.Name, moderator.Description, conf), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        ModeratorETag.Set(http, moderator.Version);
        var response = await db.ShowAsync(id, user.Id(), now, cancellationToken);
        return moderator.Status == ModeratorStatus.Offline ? TypedResults.Ok(response) : TypedResults.Accepted($"/moderators/{id}", response);
    }
}
