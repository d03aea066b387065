using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Json;

internal static class InvoiceJson
{
    public static JsonObject Invoice(Invoice invoice)
    {
        var paid = invoice.Status == InvoiceStatus.Paid ? invoice.Total : 0;
        var open = invoice.Status is InvoiceStatus.Draft or InvoiceStatus.Open;
        return new JsonObject
        {
            ["id"] = invoice.Id,
            ["object"] = "invoice",
            ["account_country"] = "US",
            ["account_name"] = "Gova",
            ["amount_due"] = invoice.Total,
            ["amount_paid"] = paid,
            ["amount_remaining"] = invoice.Total - paid,
            ["amount_shipping"] = 0,
            ["attempt_count"] = invoice.Attempts,
            ["attempted"] = invoice.Attempts > 0,
            ["auto_advance"] = invoice.AutoAdvance && open,
            ["automatic_tax"] = Tax(),
            ["automatically_finalizes_at"] = JsonParts.Time(invoice.FinalizeAt),
            ["billing_reason"] = invoice.Reason,
            ["collection_method"] = "charge_automatically",
            ["created"] = JsonParts.Time(invoice.Created),
            ["currency"] = invoice.Price.Currency,
            ["customer"] = invoice.Customer.Id,
            ["customer_email"] = invoice.Customer.Email,
            ["customer_name"] = invoice.Customer.Name,
            ["customer_phone"] = invoice.Customer.Phone,
            ["customer_tax_exempt"] = "none",
            ["customer_tax_ids"] = new JsonArray(),
            ["default_tax_rates"] = new JsonArray(),
            ["discounts"] = new JsonArray(),
            ["effective_at"] = JsonParts.Time(invoice.FinalizedAt),
            ["ending_balance"] = invoice.FinalizedAt is null ? null : 0,
            ["hosted_invoice_url"] = invoice.FinalizedAt is null ? null : $"https://invoice.example/i/{invoice.Id}",
            ["invoice_pdf"] = invoice.FinalizedAt is null ? null : $"https://invoice.example/i/{invoice.Id}/pdf",
            ["issuer"] = JsonParts.Issuer(),
            ["lines"] = JsonParts.List($"/v1/invoices/{invoice.Id}/lines", Line(invoice)),
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["next_payment_attempt"] = JsonParts.Time(invoice.NextAttempt),
            ["number"] = invoice.Number,
            ["paid"] = invoice.Status == InvoiceStatus.Paid,
            ["paid_out_of_band"] = false,
            ["payment_settings"] = new JsonObject().WithNulls("default_mandate", "payment_method_options", "payment_method_types"),
            ["period_end"] = JsonParts.Time(invoice.Created),
            ["period_start"] = JsonParts.Time(invoice.Created),
            ["post_payment_credit_notes_amount"] = 0,
            ["pre_payment_credit_notes_amount"] = 0,
            ["starting_balance"] = 0,
            ["status"] = JsonParts.Name(invoice.Status),
            ["status_transitions"] = new JsonObject
            {
                ["finalized_at"] = JsonParts.Time(invoice.FinalizedAt),
                ["marked_uncollectible_at"] = null,
                ["paid_at"] = JsonParts.Time(invoice.PaidAt),
                ["voided_at"] = JsonParts.Time(invoice.VoidedAt),
            },
            ["subscription"] = invoice.Subscription.Id,
            ["subscription_details"] = new JsonObject { ["metadata"] = JsonParts.Metadata(invoice.Subscription.Metadata) },
            ["subtotal"] = invoice.Total,
            ["subtotal_excluding_tax"] = invoice.Total,
            ["test_clock"] = (invoice.Customer.Clock as TestClock)?.Id,
            ["total"] = invoice.Total,
            ["total_discount_amounts"] = new JsonArray(),
            ["total_excluding_tax"] = invoice.Total,
            ["total_pretax_credit_amounts"] = new JsonArray(),
            ["total_tax_amounts"] = new JsonArray(),
        }.WithNulls(
            "account_tax_ids", "application", "application_fee_amount", "charge", "custom_fields", "customer_address", "customer_shipping", "default_payment_method").WithNulls(
            "default_source", "description", "discount", "due_date", "footer", "from_invoice", "last_finalization_error", "latest_revision", "on_behalf_of").WithNulls(
            "payment_intent", "quote", "receipt_number", "rendering", "shipping_cost", "shipping_details", "statement_descriptor", "tax", "transfer_data").WithNulls(
            "webhooks_delivered_at");
    }

    /// <summary>Of a renewal to come: it has no id yet.</summary>
    public static JsonObject Upcoming(Invoice invoice)
    {
        var data = Invoice(invoice);
        data.Remove("id");
        return data;
    }

    private static JsonObject Tax() => new() { ["enabled"] = false, ["disabled_reason"] = null, ["liability"] = null, ["status"] = null };

    private static JsonObject Line(Invoice invoice) => new()
    {
        ["id"] = invoice.LineId,
        ["object"] = "line_item",
        ["amount"] = invoice.Total,
        ["amount_excluding_tax"] = invoice.Total,
        ["currency"] = invoice.Price.Currency,
        ["description"] = $"{invoice.Subscription.Quantity} × {invoice.Price.Product.Name}",
        ["discount_amounts"] = new JsonArray(),
        ["discountable"] = true,
        ["discounts"] = new JsonArray(),
        ["invoice"] = invoice.Id,
        ["livemode"] = false,
        ["metadata"] = new JsonObject(),
        ["period"] = new JsonObject { ["end"] = JsonParts.Time(invoice.PeriodEnd), ["start"] = JsonParts.Time(invoice.PeriodStart) },
        ["plan"] = PriceJson.Plan(invoice.Price),
        ["pretax_credit_amounts"] = new JsonArray(),
        ["price"] = PriceJson.Price(invoice.Price),
        ["proration"] = false,
        ["proration_details"] = new JsonObject { ["credited_items"] = null },
        ["quantity"] = invoice.Subscription.Quantity,
        ["subscription"] = invoice.Subscription.Id,
        ["subscription_item"] = invoice.Subscription.ItemId,
        ["tax_amounts"] = new JsonArray(),
        ["tax_rates"] = new JsonArray(),
        ["type"] = "subscription",
        ["unit_amount_excluding_tax"] = $"{invoice.Total / Math.Max(1, invoice.Subscription.Quantity)}",
    };
}
