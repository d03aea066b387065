using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Json;

internal static class CheckoutJson
{
    public static JsonObject Session(CheckoutSession session)
    {
        var (draft, complete) = (session.Draft, session.Status == SessionStatus.Complete);
        var email = complete ? session.Customer?.Email : draft.CustomerEmail ?? session.Customer?.Email;
        return new JsonObject
        {
            ["id"] = session.Id,
            ["object"] = "checkout.session",
            ["adaptive_pricing"] = null,
            ["after_expiration"] = null,
            ["allow_promotion_codes"] = draft.AllowPromotionCodes,
            ["amount_subtotal"] = session.Total,
            ["amount_total"] = session.Total,
            ["automatic_tax"] = new JsonObject { ["enabled"] = false, ["liability"] = null, ["status"] = null },
            ["billing_address_collection"] = draft.BillingAddress,
            ["cancel_url"] = draft.CancelUrl,
            ["client_reference_id"] = draft.ClientReference,
            ["created"] = JsonParts.Time(session.Created),
            ["currency"] = draft.Price.Currency,
            ["custom_fields"] = new JsonArray(),
            ["custom_text"] = new JsonObject().WithNulls("after_submit", "shipping_address", "submit", "terms_of_service_acceptance"),
            ["customer"] = session.Customer?.Id,
            ["customer_creation"] = session.Customer is null || draft.CustomerEmail is not null ? "always" : null,
            ["customer_details"] = email is null ? null : new JsonObject
            {
                ["email"] = email,
                ["tax_exempt"] = complete ? "none" : null,
            }.WithNulls("address", "name", "phone", "tax_ids"),
            ["customer_email"] = draft.CustomerEmail,
            ["expires_at"] = JsonParts.Time(session.ExpiresAt),
            ["invoice"] = complete ? session.Subscription?.LatestInvoice?.Id : null,
            ["livemode"] = false,
            ["locale"] = draft.Locale,
            ["metadata"] = JsonParts.Metadata(draft.Metadata),
            ["mode"] = "subscription",
            ["payment_method_collection"] = draft.CardCollection,
            ["payment_method_options"] = new JsonObject { ["card"] = new JsonObject { ["request_three_d_secure"] = "automatic" } },
            ["payment_method_types"] = new JsonArray("card"),
            ["payment_status"] = !complete ? "unpaid" : session.HasTrial ? "no_payment_required" : "paid",
            ["phone_number_collection"] = new JsonObject { ["enabled"] = false },
            ["saved_payment_method_options"] = new JsonObject
            {
                ["allow_redisplay_filters"] = new JsonArray("always"),
                ["payment_method_remove"] = null,
                ["payment_method_save"] = null,
            },
            ["shipping_options"] = new JsonArray(),
            ["status"] = JsonParts.Name(session.Status),
            ["subscription"] = session.Subscription?.Id,
            ["success_url"] = draft.SuccessUrl,
            ["total_details"] = new JsonObject { ["amount_discount"] = 0, ["amount_shipping"] = 0, ["amount_tax"] = 0 },
            ["ui_mode"] = "hosted",
            ["url"] = session.Status == SessionStatus.Open ? session.Url : null,
        }.WithNulls(
            "client_secret", "consent", "consent_collection", "currency_conversion", "discounts", "invoice_creation", "payment_intent", "payment_link").WithNulls(
            "payment_method_configuration_details", "recovered_from", "setup_intent", "shipping_address_collection", "shipping_cost", "shipping_details", "submit_type");
    }

    /// <summary>What is only in an answer that asks for it.</summary>
    public static JsonObject LineItems(CheckoutSession session) => JsonParts.List($"/v1/checkout/sessions/{session.Id}/line_items", new JsonObject
    {
        ["id"] = $"li_{session.Id[^24..]}",
        ["object"] = "item",
        ["amount_discount"] = 0,
        ["amount_subtotal"] = session.Total,
        ["amount_tax"] = 0,
        ["amount_total"] = session.Total,
        ["currency"] = session.Draft.Price.Currency,
        ["description"] = session.Draft.Price.Product.Name,
        ["price"] = PriceJson.Price(session.Draft.Price),
        ["quantity"] = session.Draft.Quantity,
    });
}
