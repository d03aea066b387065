namespace Gova.Simulators.Stripe.World;

internal sealed record Product(string Id, string Name, DateTimeOffset Created) : IStripeObject;

/// <summary>A price that recurs with <see cref="Interval"/>: <c>day</c>, <c>week</c>, <c>month</c> or <c>year</c>.</summary>
internal sealed record Price(string Id, Product Product, string Interval, long Amount, string Currency, string? LookupKey, DateTimeOffset Created) : IStripeObject
{
    public DateTimeOffset PeriodAfter(DateTimeOffset anchor, int count) => Interval switch
    {
        "day" => anchor.AddDays(count),
        "week" => anchor.AddDays(7 * count),
        "month" => anchor.AddMonths(count),
        _ => anchor.AddYears(count),
    };
}
