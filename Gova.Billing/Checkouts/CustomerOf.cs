using Gova.Data;
using Microsoft.EntityFrameworkCore;

namespace Gova.Billing.Checkouts;

/// <summary>Finds Stripe's customer of an account, where it has one.</summary>
internal static class CustomerOf
{
    public static async Task<string?> FindAsync(IDbContextFactory<GovaDbContext> contexts, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Users.Where(u => u.UserId == userId && u.DeletedAt == null).Select(u => u.StripeCustomerId).SingleOrDefaultAsync(cancellationToken);
    }
}
