using Gova.Billing.Stripe;
using Microsoft.Extensions.Options;

namespace Gova.Billing.Checkouts;

/// <summary>What is sold, by how often it is paid.</summary>
internal static class Intervals
{
    public const string Month = "month";
    public const string Year = "year";

    public static bool IsKnown(string? interval) => interval is Month or Year;
}

/// <summary>The ids of the prices that are sold. A lookup key is asked for every time: it can be moved to another price.</summary>
internal sealed class Prices(StripeClient stripe, IOptions<StripeOptions> options)
{
    private const string IdPrefix = "price_";

    public async Task<string> IdOfAsync(string interval, CancellationToken cancellationToken)
    {
        var price = interval == Intervals.Year ? options.Value.Prices.Year : options.Value.Prices.Month;
        if (price.StartsWith(IdPrefix, StringComparison.Ordinal))
        {
            return price;
        }

        var query = new StripeParameters { ["lookup_keys"] = new[] { price }, ["active"] = true };
        var found = await stripe.PageAsync<StripePrice>("prices", query, limit: 1, after: null, cancellationToken);
        return found.Data.Count > 0 ? found.Data[0].Id
            : throw new StripeException(StripeErrorKind.InvalidRequest, $"No active price at Stripe has the lookup key of Stripe:Prices, {price}.");
    }
}
