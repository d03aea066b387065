using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Emails;
using Gova.Data.Moderators;
using Gova.Data.Outbox;
using Gova.Data.Privacy;
using Gova.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Accounts;

/// <summary>
/// Ends an account in the caller's transaction, which <see cref="SessionStore.CommitAsync"/> commits: what works for it stops now, and a
/// job erases what it leaves.
/// </summary>
internal sealed class EndAccount(GovaDbContext db, SessionStore sessions, ApiKeyStore apiKeys, Topics topics, TimeProvider time)
{
    /// <summary>Ends the account that is signed in, if nobody has proven its address.</summary>
    /// <returns>Whether it has ended.</returns>
    public async Task<bool> UnprovenAsync(HttpContext http, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await sessions.HoldAsync(http.User.Id(), cancellationToken) is not { IsVerified: false } user)
        {
            return false;
        }

        await ExecuteAsync(user, http, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await sessions.CommitAsync(transaction, cancellationToken);
        return true;
    }

    public async Task ExecuteAsync(User user, HttpContext http, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var moderator in await db.Moderators
            .Where(m => m.UserId == user.UserId && m.Status != ModeratorStatus.Offline).ToListAsync(cancellationToken))
        {
            var stopped = moderator.Stop("Its owner deleted the account.", now);
            db.Outbox.Add(OutboxMessage.For(topics.Moderators, $"{moderator.ModeratorId}", Envelope.Create(stopped, now)));
        }

        await sessions.EndAllAsync(user.UserId, except: null, SessionEnd.AccountDeleted, cancellationToken);
        await db.ApiKeys.Where(k => k.UserId == user.UserId && k.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, now), cancellationToken);
        sessions.AfterCommit(() => apiKeys.ForgetAllOf(user.UserId));
        // In others' teams: who is gone invites nobody.
        await db.Invitations.Where(i => i.InvitedBy == user.UserId && i.AcceptedAt == null && i.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.RevokedAt, now), cancellationToken);

        ErasureQueue.AddAccount(db, user.UserId, now);
        if (user.HasAddress)
        {
            // Of no account: it is sent although the account's emails are erased.
            EmailQueue.Add(db, user.Email, new AccountDeleted(user.Username, now), now);
        }

        await AuditLog.AddAsync(db, http, "account.deleted", AuditTarget.Account(user.UserId), null, null, cancellationToken);
        user.Delete(now);
    }
}
