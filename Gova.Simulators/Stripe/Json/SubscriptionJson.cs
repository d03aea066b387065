using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Json;

internal static class SubscriptionJson
{
    public static JsonObject Subscription(Subscription subscription) => new JsonObject
    {
        ["id"] = subscription.Id,
        ["object"] = "subscription",
        ["automatic_tax"] = JsonParts.NoTax(),
        ["billing_cycle_anchor"] = JsonParts.Time(subscription.Anchor),
        ["cancel_at"] = JsonParts.Time(subscription.CancelAt),
        ["cancel_at_period_end"] = subscription.CancelAtPeriodEnd,
        ["canceled_at"] = JsonParts.Time(subscription.CanceledAt),
        ["cancellation_details"] = new JsonObject
        {
            ["comment"] = subscription.CancelComment,
            ["feedback"] = subscription.CancelFeedback,
            ["reason"] = subscription.CancelReason,
        },
        ["collection_method"] = "charge_automatically",
        ["created"] = JsonParts.Time(subscription.Created),
        ["currency"] = subscription.Price.Currency,
        ["current_period_end"] = JsonParts.Time(subscription.PeriodEnd),
        ["current_period_start"] = JsonParts.Time(subscription.PeriodStart),
        ["customer"] = subscription.Customer.Id,
        ["default_payment_method"] = subscription.Customer.Card?.Id,
        ["default_tax_rates"] = new JsonArray(),
        ["description"] = subscription.Description,
        ["discounts"] = new JsonArray(),
        ["ended_at"] = JsonParts.Time(subscription.EndedAt),
        ["invoice_settings"] = new JsonObject { ["account_tax_ids"] = null, ["issuer"] = JsonParts.Issuer() },
        ["items"] = JsonParts.List($"/v1/subscription_items?subscription={subscription.Id}", Item(subscription)),
        ["latest_invoice"] = subscription.LatestInvoice?.Id,
        ["livemode"] = false,
        ["metadata"] = JsonParts.Metadata(subscription.Metadata),
        ["payment_settings"] = new JsonObject { ["save_default_payment_method"] = "off" }.WithNulls("payment_method_options", "payment_method_types"),
        ["start_date"] = JsonParts.Time(subscription.Created),
        ["status"] = JsonParts.Name(subscription.Status),
        ["test_clock"] = (subscription.Customer.Clock as TestClock)?.Id,
        ["trial_end"] = JsonParts.Time(subscription.TrialEnd),
        ["trial_settings"] = new JsonObject { ["end_behavior"] = new JsonObject { ["missing_payment_method"] = subscription.WhenCardIsMissing } },
        ["trial_start"] = JsonParts.Time(subscription.TrialStart),
    }.WithNulls(
        "application",
        "application_fee_percent",
        "billing_cycle_anchor_config",
        "billing_thresholds",
        "days_until_due",
        "default_source",
        "discount",
        "next_pending_invoice_item_invoice",
        "on_behalf_of",
        "pause_collection",
        "pending_invoice_item_interval",
        "pending_setup_intent",
        "pending_update",
        "schedule",
        "transfer_data");

    private static JsonObject Item(Subscription subscription) => new()
    {
        ["id"] = subscription.ItemId,
        ["object"] = "subscription_item",
        ["billing_thresholds"] = null,
        ["created"] = JsonParts.Time(subscription.Created),
        ["discounts"] = new JsonArray(),
        ["metadata"] = new JsonObject(),
        ["plan"] = PriceJson.Plan(subscription.Price),
        ["price"] = PriceJson.Price(subscription.Price),
        ["quantity"] = subscription.Quantity,
        ["subscription"] = subscription.Id,
        ["tax_rates"] = new JsonArray(),
    };
}
