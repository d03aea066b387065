using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Json;

/// <summary>The object behind an id, for answers that are to hold it whole.</summary>
internal sealed class ObjectWriter(StripeWorld world)
{
    public JsonObject? Find(string id) => id.Split('_')[0] switch
    {
        "cus" => world.Customers.GetValueOrDefault(id) is { } customer ? CustomerJson.Customer(customer) : null,
        "sub" => world.Subscriptions.GetValueOrDefault(id) is { } subscription ? SubscriptionJson.Subscription(subscription) : null,
        "in" => world.Invoices.GetValueOrDefault(id) is { } invoice ? InvoiceJson.Invoice(invoice) : null,
        "prod" => world.Products.GetValueOrDefault(id) is { } product ? PriceJson.Product(product) : null,
        "pm" => world.Customers.Values.FirstOrDefault(customer => customer.Card?.Id == id)?.Card is { } card ? CustomerJson.Card(card) : null,
        "clock" => world.Clocks.GetValueOrDefault(id) is { } clock ? EventJson.Clock(clock) : null,
        _ => null,
    };
}
