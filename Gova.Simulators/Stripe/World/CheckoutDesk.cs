using Gova.Simulators.Stripe.Json;

namespace Gova.Simulators.Stripe.World;

/// <summary>What customers do on Stripe's pages: pay, walk away, change their card. Callers hold the world's lock.</summary>
internal sealed class CheckoutDesk(StripeWorld world, Announcer announcer, SubscriptionLife subscriptions)
{
    /// <returns>False when the card declines: the page stays open for another try.</returns>
    public bool Pay(CheckoutSession session, CardBehaviour card, string? email = null)
    {
        EnsureOpen(session);
        if (card == CardBehaviour.Declines)
        {
            return false;
        }

        var customer = session.Customer ??= NewCustomer(session, email);
        if (session.Total > 0 || session.Draft.CardCollection == "always")
        {
            // Whoever sits in front of the page can authenticate; a card that asks for it is saved all the same.
            GiveCard(customer, card);
        }

        session.Subscription = subscriptions.Begin(customer, session.Draft);
        session.Status = SessionStatus.Complete;
        announcer.Tell("checkout.session.completed", session);
        return true;
    }

    public void Expire(CheckoutSession session)
    {
        EnsureOpen(session);
        session.Status = SessionStatus.Expired;
        announcer.Tell("checkout.session.expired", session);
    }

    public void GiveCard(Customer customer, CardBehaviour behaviour)
    {
        var card = new PaymentMethod(Ids.New("pm_1"), customer.Clock.Now, behaviour, customer);
        announcer.Tell("payment_method.attached", CustomerJson.Card(card), customer.Clock);
        announcer.Change(customer, () => customer.Card = card);
    }

    public void TakeCard(Customer customer)
    {
        if (customer.Card is { } card)
        {
            announcer.Tell("payment_method.detached", CustomerJson.Card(card), customer.Clock);
            announcer.Change(customer, () => customer.Card = null);
        }
    }

    private static void EnsureOpen(CheckoutSession session)
    {
        if (session.Status != SessionStatus.Open)
        {
            throw StripeException.Invalid(
                $"Only Checkout Sessions with a status in [\"open\"] can be expired or paid. This Checkout Session has a status of {JsonParts.Name(session.Status)}.");
        }
    }

    private Customer NewCustomer(CheckoutSession session, string? email)
    {
        var customer = new Customer
        {
            Clock = session.Clock,
            Created = session.Clock.Now,
            Email = session.Draft.CustomerEmail ?? email ?? "customer@gova.example",
        };
        world.Customers.Add(customer.Id, customer);
        announcer.Tell("customer.created", customer);
        return customer;
    }
}
