namespace Gova.Data.Billing;

/// <summary>The order in which Stripe is asked; see <see cref="BillingAccount.ReadNumber"/>.</summary>
public static class StripeReads
{
    public const string Sequence = "stripe_reads";
}
