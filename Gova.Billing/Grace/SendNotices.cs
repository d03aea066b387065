using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Emails;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Billing.Grace;

/// <summary>
/// Writes to owners whose payment is missing. Any number of hosts may: each account's row is held while it is told. After an outage
/// the last notice goes and not all of them.
/// </summary>
internal sealed class SendNotices(IDbContextFactory<GovaDbContext> contexts, IOptions<BillingOptions> options, TimeProvider time)
{
    /// <returns>How many were written to.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        List<Guid> accounts;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var (now, most) = (time.GetUtcNow(), 1 + options.Value.Notices.Count);
            accounts = await db.BillingAccounts.Where(a => a.GraceEndsAt > now && a.GraceNotices < most).OrderBy(a => a.GraceEndsAt)
                .Select(a => a.UserId).ToListAsync(cancellationToken);
        }

        var told = 0;
        foreach (var userId in accounts)
        {
            told += await TellAsync(userId, cancellationToken) ? 1 : 0;
        }

        return told;
    }

    private async Task<bool> TellAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var account = await db.BillingAccounts.FromSql($"SELECT * FROM billing_accounts WHERE user_id = {userId} FOR UPDATE SKIP LOCKED")
            .SingleOrDefaultAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (account?.GraceEndsAt is not { } endsAt || endsAt <= now)
        {
            return false;
        }

        var due = GraceSchedule.Due(endsAt, options.Value.Grace, options.Value.Notices, now);
        if (due <= account.GraceNotices)
        {
            return false;
        }

        account.GraceNotices = due;
        var owner = await db.Users.AsNoTracking().SingleAsync(u => u.UserId == userId, cancellationToken);
        var isTold = owner is { DeletedAt: null, HasAddress: true, PricingTier: PricingTier.Pro } && await EmailQueue.AddOnceAsync(
            db, owner.Email, due == 1 ? new PaymentFailed(owner.Username, endsAt) : new GraceNotice(owner.Username, endsAt), now,
            GraceSchedule.KeyOf(userId, endsAt, due), userId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isTold;
    }
}
