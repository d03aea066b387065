using Gova.Billing.Stripe;
using Gova.Data.Billing;
using Microsoft.Extensions.Options;

namespace Gova.Billing.Checkouts;

/// <summary>The pages at Stripe where subscriptions are begun.</summary>
internal sealed class CheckoutSessions(StripeClient stripe, Prices prices, IOptions<StripeOptions> options)
{
    public const string Open = "open";
    public const string Complete = "complete";

    /// <summary>By this a session's metadata names our row of it.</summary>
    public const string CheckoutId = "checkout_id";

    /// <summary>
    /// The session of a row: made, or found if it is there already. Everything in the request comes from the row and what was true when
    /// it was made, since under one key Stripe takes no other parameters.
    /// </summary>
    public async Task<StripeCheckoutSession> CreateAsync(
        Checkout checkout, string customerId, bool isFirst, CancellationToken cancellationToken)
    {
        var (stripeOptions, userId) = (options.Value, checkout.UserId);
        var form = new StripeParameters
        {
            ["mode"] = "subscription",
            ["customer"] = customerId,
            ["client_reference_id"] = userId,
            ["line_items"] = new[]
            {
                new StripeParameters { ["price"] = await prices.IdOfAsync(checkout.Interval, cancellationToken), ["quantity"] = 1 },
            },
            ["success_url"] = stripeOptions.SuccessUrl,
            ["cancel_url"] = stripeOptions.CancelUrl,
            ["expires_at"] = checkout.ExpiresAt,
            ["allow_promotion_codes"] = stripeOptions.AllowPromotionCodes ? true : null,
            ["metadata"] = new StripeParameters { [EnsureCustomer.UserId] = userId, [CheckoutId] = checkout.CheckoutId },
            ["subscription_data"] = new StripeParameters
            {
                ["metadata"] = new StripeParameters { [EnsureCustomer.UserId] = userId },
                ["trial_period_days"] = isFirst && stripeOptions.TrialDays > 0 ? stripeOptions.TrialDays : null,
            },
        };
        return await stripe.PostAsync<StripeCheckoutSession>("checkout/sessions", form, $"{checkout.CheckoutId}", cancellationToken);
    }

    /// <returns>Null when Stripe knows none such.</returns>
    public async Task<StripeCheckoutSession?> FindAsync(string sessionId, CancellationToken cancellationToken)
    {
        try
        {
            return await stripe.GetAsync<StripeCheckoutSession>($"checkout/sessions/{sessionId}", null, cancellationToken);
        }
        catch (StripeException e) when (e.IsMissing)
        {
            return null;
        }
    }

    /// <summary>Ends a subscription that was never paid.</summary>
    public async Task GiveUpAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        try
        {
            await stripe.DeleteAsync<StripeSubscription>($"subscriptions/{subscriptionId}", cancellationToken);
        }
        catch (StripeException e) when (e.IsMissing)
        {
            // It has ended by itself.
        }
    }

    /// <returns>As it is then: not expired but complete if somebody was faster; null when Stripe knows none such.</returns>
    public async Task<StripeCheckoutSession?> ExpireAsync(string sessionId, CancellationToken cancellationToken)
    {
        try
        {
            return await stripe.PostAsync<StripeCheckoutSession>($"checkout/sessions/{sessionId}/expire", null, null, cancellationToken);
        }
        catch (StripeException e) when (e.Kind == StripeErrorKind.InvalidRequest)
        {
            // It is not open any more.
            return await FindAsync(sessionId, cancellationToken);
        }
    }
}
