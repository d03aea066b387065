using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Json;

/// <summary>Customers, their cards and their visits to the portal.</summary>
internal static class CustomerJson
{
    public static JsonObject Customer(Customer customer) => customer.Deleted ? Deleted(customer) : new JsonObject
    {
        ["id"] = customer.Id,
        ["object"] = "customer",
        ["balance"] = 0,
        ["created"] = JsonParts.Time(customer.Created),
        ["delinquent"] = customer.Delinquent,
        ["description"] = customer.Description,
        ["email"] = customer.Email,
        ["invoice_prefix"] = customer.InvoicePrefix,
        ["invoice_settings"] = new JsonObject { ["default_payment_method"] = customer.Card?.Id }.WithNulls("custom_fields", "footer", "rendering_options"),
        ["livemode"] = false,
        ["metadata"] = JsonParts.Metadata(customer.Metadata),
        ["name"] = customer.Name,
        ["next_invoice_sequence"] = customer.Invoices + 1,
        ["phone"] = customer.Phone,
        ["preferred_locales"] = new JsonArray(),
        ["tax_exempt"] = "none",
        ["test_clock"] = (customer.Clock as TestClock)?.Id,
    }.WithNulls("address", "currency", "default_source", "discount", "shipping");

    public static JsonObject Deleted(Customer customer) => new() { ["id"] = customer.Id, ["object"] = "customer", ["deleted"] = true };

    public static JsonObject Card(PaymentMethod card) => new()
    {
        ["id"] = card.Id,
        ["object"] = "payment_method",
        ["allow_redisplay"] = "unspecified",
        ["billing_details"] = new JsonObject { ["email"] = card.Customer.Email, ["name"] = card.Customer.Name }.WithNulls("address", "phone"),
        ["card"] = new JsonObject
        {
            ["brand"] = "visa",
            ["country"] = "US",
            ["display_brand"] = "visa",
            ["exp_month"] = 12,
            ["exp_year"] = 2034,
            ["funding"] = "credit",
            ["last4"] = card.Behaviour switch { CardBehaviour.Pays => "4242", CardBehaviour.Declines => "0341", _ => "3184" },
            ["three_d_secure_usage"] = new JsonObject { ["supported"] = true },
        }.WithNulls("checks", "generated_from", "networks", "regulated_status", "wallet"),
        ["created"] = JsonParts.Time(card.Created),
        ["customer"] = card.Customer.Id,
        ["livemode"] = false,
        ["metadata"] = new JsonObject(),
        ["type"] = "card",
    };

    public static JsonObject Portal(PortalSession session) => new()
    {
        ["id"] = session.Id,
        ["object"] = "billing_portal.session",
        ["configuration"] = "bpc_simulated",
        ["created"] = JsonParts.Time(session.Created),
        ["customer"] = session.Customer.Id,
        ["flow"] = null,
        ["livemode"] = false,
        ["locale"] = session.Locale,
        ["on_behalf_of"] = null,
        ["return_url"] = session.ReturnUrl,
        ["url"] = session.Url,
    };
}
