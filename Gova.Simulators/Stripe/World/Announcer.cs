using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.Rest;
using Gova.Simulators.Stripe.Webhooks;

namespace Gova.Simulators.Stripe.World;

/// <summary>Makes events of what happens and hands them to the endpoints that want them. Callers hold the world's lock.</summary>
internal sealed class Announcer(StripeWorld world, Deliveries deliveries)
{
    public void Tell(string type, JsonObject current, BillingClock clock, JsonObject? previous = null)
    {
        var call = StripeCall.Current;
        var happened = new StripeEvent(Ids.New("evt_1"), type, clock.Now, current, previous, call?.Id, call?.IdempotencyKey);
        world.Events.Add(happened.Id, happened);
        deliveries.Send(happened);
    }

    public void Tell(string type, Customer customer) => Tell(type, CustomerJson.Customer(customer), customer.Clock);

    public void Tell(string type, CheckoutSession session) => Tell(type, CheckoutJson.Session(session), session.Clock);

    public void Tell(string type, Subscription subscription) => Tell(type, SubscriptionJson.Subscription(subscription), subscription.Customer.Clock);

    public void Tell(string type, Invoice invoice) => Tell(type, InvoiceJson.Invoice(invoice), invoice.Customer.Clock);

    /// <summary>Changes a subscription and says so, with what was before; a change of nothing is no event.</summary>
    public void Change(Subscription subscription, Action change) =>
        Change("customer.subscription.updated", () => SubscriptionJson.Subscription(subscription), subscription.Customer.Clock, change);

    public void Change(Customer customer, Action change) =>
        Change("customer.updated", () => CustomerJson.Customer(customer), customer.Clock, change);

    private void Change(string type, Func<JsonObject> write, BillingClock clock, Action change)
    {
        var before = write();
        change();
        var after = write();
        var previous = new JsonObject(before.Where(old => !JsonNode.DeepEquals(old.Value, after[old.Key]))
            .Select(old => KeyValuePair.Create(old.Key, old.Value?.DeepClone())));
        if (previous.Count > 0)
        {
            Tell(type, after, clock, previous);
        }
    }
}
