using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Gova.Billing;

/// <summary>How billing treats what Stripe says, from the section <c>Billing</c>.</summary>
public sealed class BillingOptions : IValidatableObject
{
    private const int MaxDays = 90;

    /// <summary>How long a tier is kept after a renewal that could not be paid.</summary>
    [Range(0, MaxDays)]
    public int GraceDays { get; set; } = 7;

    /// <summary>How many days before the end of that the owner is reminded, separated by commas.</summary>
    public string NoticeDays { get; set; } = "3,1";

    /// <summary>How often everything is compared with Stripe; zero for never.</summary>
    public TimeSpan ReconcileEvery { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How many days back Stripe is asked for events that did not arrive. Stripe keeps thirty.</summary>
    [Range(0, 30)]
    public int ReconcileEventDays { get; set; } = 7;

    /// <summary>How often the comparison may ask Stripe, whose limit is needed for people who wait; zero for as fast as it can.</summary>
    [Range(0, 100)]
    public int ReconcileCallsPerSecond { get; set; } = 10;

    internal TimeSpan Grace => TimeSpan.FromDays(GraceDays);

    internal IReadOnlyList<int> Notices => [.. Split().Select(day => int.Parse(day, CultureInfo.InvariantCulture)).Distinct()];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Split().All(day => int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= MaxDays))
        {
            yield return new ValidationResult($"Billing:NoticeDays must be numbers of days up to {MaxDays}, separated by commas.");
        }

        if (ReconcileEvery < TimeSpan.Zero || (ReconcileEvery > TimeSpan.Zero && ReconcileEvery < TimeSpan.FromMinutes(1)))
        {
            yield return new ValidationResult("Billing:ReconcileEvery must be zero or at least a minute.");
        }
    }

    private string[] Split() => NoticeDays.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
