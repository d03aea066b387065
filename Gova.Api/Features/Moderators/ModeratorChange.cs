using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Billing;
using Gova.Data.Budgets;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Data.Teams;
using Gova.Messaging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Moderators;

/// <summary>What starting, stopping, pausing and resuming have in common: row, event and audit entry in one transaction.</summary>
internal sealed class ModeratorChange(
    GovaDbContext db, SettingsChange settings, Topics topics, IOptions<TierOptions> tiers, TimeProvider time)
{
    private const int MostNames = 10;

    /// <param name="action">For the audit log, e.g. <c>moderator.started</c>.</param>
    /// <param name="check">What else must hold; null when nothing.</param>
    /// <param name="takesRoom">It runs from then on: the owner's tier must have room for it.</param>
    /// <returns>202: the workers confirm it, see <c>in_force</c>.</returns>
    public async Task<Results<Accepted<ModeratorResponse>, ProblemHttpResult>> MoveAsync<TEvent>(
        Guid id,
        HttpContext http,
        string action,
        Func<Moderator, DateTimeOffset, TEvent> move,
        CancellationToken cancellationToken,
        Func<Moderator, Task<ProblemHttpResult?>>? check = null,
        bool takesRoom = false)
        where TEvent : notnull
    {
        var user = http.User.Id();
        var (moderator, refused) = await settings.FindAsync(id, http, cancellationToken);
        if (moderator is null)
        {
            return refused!;
        }

        // Before the transaction: it may ask Discord.
        if (check is not null && await check(moderator) is { } problem)
        {
            return problem;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (takesRoom && await RefuseForRoomAsync(moderator, user, cancellationToken) is { } full)
        {
            return full;
        }

        var (now, before) = (time.GetUtcNow(), moderator.Status);
        var moved = move(moderator, now);

        db.Outbox.Add(OutboxMessage.For(topics.Moderators, id.ToString(), Envelope.Create(moved, now)));
        await AuditLog.AddAsync(
            db, http, action, AuditTarget.Moderator(id), new { Status = before }, new { moderator.Status }, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        ModeratorETag.Set(http, moderator.Version);
        return TypedResults.Accepted($"/moderators/{id}", await db.ShowAsync(id, user, now, cancellationToken));
    }

    private async Task<ProblemHttpResult?> RefuseForRoomAsync(Moderator moderator, Guid user, CancellationToken cancellationToken)
    {
        if (await RunningModerators.FindRoomAsync(db, moderator.UserId, moderator.ModeratorId, tiers.Value, cancellationToken) is not { } full)
        {
            return null;
        }

        // An admin of this one may not know the owner's others.
        var names = await db.ModeratorsVisibleTo(user).Where(m => full.Running.Contains(m.ModeratorId))
            .OrderBy(m => m.CreatedAt).Select(m => m.Name).Take(MostNames).ToListAsync(cancellationToken);
        var others = full.Running.Count > names.Count ? $" and {full.Running.Count - names.Count} more" : "";
        return Problems.Result(
            Problems.RunningLimit,
            $"The owner's tier {full.Tier} lets {full.Limit} run, and these do: {string.Join(", ", names)}{others}. Stop one first.");
    }
}
