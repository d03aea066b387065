using System.ComponentModel.DataAnnotations;

namespace Gova.Billing;

/// <summary>How billing treats what Stripe says, from the section <c>Billing</c>.</summary>
public sealed class BillingOptions
{
    /// <summary>How long a tier is kept after a renewal that could not be paid.</summary>
    [Range(0, 90)]
    public int GraceDays { get; set; } = 7;

    internal TimeSpan Grace => TimeSpan.FromDays(GraceDays);
}
