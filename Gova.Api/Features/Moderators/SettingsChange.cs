using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Data;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Data.Teams;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Moderators;

/// <summary>What all changes of a moderator's settings have in common: row, version, event and audit entry in one transaction.</summary>
internal sealed class SettingsChange(GovaDbContext db, Topics topics, TimeProvider time)
{
    /// <summary>The moderator, for one of its admins who has seen its version.</summary>
    /// <returns>The moderator, or why not.</returns>
    public async Task<(Moderator? Moderator, ProblemHttpResult? Problem)> FindAsync(Guid id, HttpContext http, CancellationToken cancellationToken)
    {
        var user = http.User.Id();
        var moderator = await db.ModeratorsOf(user, ModeratorRole.Admin).SingleOrDefaultAsync(m => m.ModeratorId == id, cancellationToken);
        return moderator is null ? (null, await db.RefuseModeratorAsync(id, user, cancellationToken))
            : ModeratorETag.Matches(http, moderator.Version) ? (moderator, null)
            : (null, ModeratorETag.Mismatch(http, moderator.Version));
    }

    /// <summary>A moderator's configuration with everything that it leaves to the defaults.</summary>
    public static string ConfigurationOf(Moderator moderator) =>
        ModeratorConfiguration.Parse(moderator.Conf, out _)?.ToJson() ?? moderator.Conf;

    /// <param name="action">For the audit log, e.g. <c>moderator.updated</c>.</param>
    /// <param name="note">For the history of the configuration.</param>
    /// <param name="rolledBackFrom">The version that it goes back to; then there is a new one in any case.</param>
    /// <returns>200 when it is in force, 202 while the workers have to confirm it.</returns>
    public async Task<Results<Ok<ModeratorResponse>, Accepted<ModeratorResponse>, ValidationProblem, ProblemHttpResult>> SaveAsync(
        Moderator moderator, HttpContext http, string action, string name, string? description, string conf, CancellationToken cancellationToken,
        string? note = null, long? rolledBackFrom = null)
    {
        var (now, user, present) = (time.GetUtcNow(), http.User.Id(), ConfigurationOf(moderator));
        var before = ModeratorSnapshot.Of(moderator.Name, moderator.Description, present);
        var changed = moderator.Change(name, description, conf, now);
        if (conf != present || rolledBackFrom is not null)
        {
            db.ConfigurationVersions.Add(ConfigurationVersion.Of(moderator, user, now, rolledBackFrom, note));
        }

        db.Outbox.Add(OutboxMessage.For(topics.Moderators, $"{moderator.ModeratorId}", Envelope.Create(changed, now)));
        await AuditLog.AddAsync(
            db, http, action, AuditTarget.Moderator(moderator.ModeratorId), before, ModeratorSnapshot.Of(name, description, conf), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        var response = await ShowAsync(moderator, http, cancellationToken);
        return moderator.Status == ModeratorStatus.Offline
            ? TypedResults.Ok(response)
            : TypedResults.Accepted($"/moderators/{moderator.ModeratorId}", response);
    }

    /// <summary>The moderator as it is now, with its version.</summary>
    public Task<ModeratorResponse> ShowAsync(Moderator moderator, HttpContext http, CancellationToken cancellationToken)
    {
        ModeratorETag.Set(http, moderator.Version);
        return db.ShowAsync(moderator.ModeratorId, http.User.Id(), time.GetUtcNow(), cancellationToken);
    }
}
