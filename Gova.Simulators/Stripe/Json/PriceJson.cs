using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Json;

/// <summary>Prices, the plans that they used to be, and products.</summary>
internal static class PriceJson
{
    public static JsonObject Price(Price price) => new JsonObject
    {
        ["id"] = price.Id,
        ["object"] = "price",
        ["active"] = true,
        ["billing_scheme"] = "per_unit",
        ["created"] = JsonParts.Time(price.Created),
        ["currency"] = price.Currency,
        ["livemode"] = false,
        ["lookup_key"] = price.LookupKey,
        ["metadata"] = new JsonObject(),
        ["product"] = price.Product.Id,
        ["recurring"] = new JsonObject
        {
            ["aggregate_usage"] = null,
            ["interval"] = price.Interval,
            ["interval_count"] = 1,
            ["meter"] = null,
            ["trial_period_days"] = null,
            ["usage_type"] = "licensed",
        },
        ["tax_behavior"] = "unspecified",
        ["type"] = "recurring",
        ["unit_amount"] = price.Amount,
        ["unit_amount_decimal"] = $"{price.Amount}",
    }.WithNulls("custom_unit_amount", "nickname", "tiers_mode", "transform_quantity");

    public static JsonObject Plan(Price price) => new JsonObject
    {
        ["id"] = price.Id,
        ["object"] = "plan",
        ["active"] = true,
        ["amount"] = price.Amount,
        ["amount_decimal"] = $"{price.Amount}",
        ["billing_scheme"] = "per_unit",
        ["created"] = JsonParts.Time(price.Created),
        ["currency"] = price.Currency,
        ["interval"] = price.Interval,
        ["interval_count"] = 1,
        ["livemode"] = false,
        ["metadata"] = new JsonObject(),
        ["product"] = price.Product.Id,
        ["usage_type"] = "licensed",
    }.WithNulls("aggregate_usage", "meter", "nickname", "tiers_mode", "transform_usage", "trial_period_days");

    public static JsonObject Product(Product product) => new JsonObject
    {
        ["id"] = product.Id,
        ["object"] = "product",
        ["active"] = true,
        ["created"] = JsonParts.Time(product.Created),
        ["images"] = new JsonArray(),
        ["livemode"] = false,
        ["marketing_features"] = new JsonArray(),
        ["metadata"] = new JsonObject(),
        ["name"] = product.Name,
        ["type"] = "service",
        ["updated"] = JsonParts.Time(product.Created),
    }.WithNulls("default_price", "description", "package_dimensions", "shippable", "statement_descriptor", "tax_code", "unit_label", "url");
}
