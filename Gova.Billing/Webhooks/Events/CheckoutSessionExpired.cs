using Gova.Data;
using Gova.Data.Billing;
using Microsoft.EntityFrameworkCore;

namespace Gova.Billing.Webhooks.Events;

/// <summary>Nobody has subscribed on Stripe's page in time: another checkout may be opened.</summary>
internal sealed class CheckoutSessionExpired(IDbContextFactory<GovaDbContext> contexts) : StripeEventHandler
{
    public override string Type => "checkout.session.expired";

    public override async Task PrepareAsync(ClaimedEvent received, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await CheckoutSessionCompleted.EndAsync(db, received, CheckoutStatus.Expired, cancellationToken);
    }
}
