using Gova.Api.Features.Payments;
using Gova.Data;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Privacy;

/// <summary>Has billing end at Stripe what there is of an account that was deleted, so that nobody is charged for it again.</summary>
internal sealed partial class EraseAtStripe(IServiceScopeFactory scopes, ILogger<EraseAtStripe> logger)
{
    /// <param name="WasThere">There is, or was, a customer: it is looked for once more when everything has settled.</param>
    /// <param name="Customers">Those that are gone at Stripe.</param>
    /// <param name="Subscriptions">Those that were cancelled this time.</param>
    /// <param name="Obstacle">Why it is not done; null when it is.</param>
    internal sealed record Outcome(bool WasThere, long Customers = 0, long Subscriptions = 0, string? Obstacle = null);

    public async Task<Outcome> ExecuteAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovaDbContext>();
        // Also of whom a customer was asked for, and the answer was not heard.
        if (!await db.Users.AnyAsync(
            u => u.UserId == userId && (u.StripeCustomerId != null || db.BillingAccounts.Any(a => a.UserId == userId && a.CustomerRequestedAt != null)),
            cancellationToken))
        {
            return new Outcome(WasThere: false);
        }

        try
        {
            var erased = await scope.ServiceProvider.GetRequiredService<BillingClient>().EraseAsync(userId, cancellationToken);
            return new Outcome(WasThere: true, erased.Customers, erased.Subscriptions);
        }
        catch (BillingException e)
        {
            Log.NotErased(logger, e.Message, e);
            return new Outcome(WasThere: true, Obstacle: "Its subscription is not ended at Stripe yet.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A deleted account could not be ended at Stripe ({Reason}); it is tried again until it is")]
        public static partial void NotErased(ILogger logger, string reason, Exception error);
    }
}
