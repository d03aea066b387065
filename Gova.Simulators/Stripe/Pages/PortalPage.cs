using System.Text;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Stripe.Pages;

/// <summary>Where a portal session's url leads: cancel, resume, change the card, pay what is owed.</summary>
internal static class PortalPage
{
    public static void MapPortalPage(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("/p/session/{id}").AddEndpointFilter(PageFilter.RefuseAsync);
        page.MapGet("", Show);
        page.MapPost("/subscriptions/{subscription}/cancel", Cancel);
        page.MapPost("/subscriptions/{subscription}/resume", Resume);
        page.MapPost("/card/{behaviour}", ChangeCard);
        page.MapPost("/invoices/{invoice}/pay", Pay);
    }

    private static ContentHttpResult Show(string id, StripeWorld world)
    {
        lock (world.Gate)
        {
            var session = Find(world, id);
            var body = new StringBuilder($"<p class=\"note\">{Page.Text(session.Customer.Email ?? session.Customer.Id)}</p><ul>");
            foreach (var subscription in world.SubscriptionsOf(session.Customer).Reverse())
            {
                body.Append(Write(subscription, session));
            }

            foreach (var owed in world.Invoices.Values.Where(invoice => invoice.Customer == session.Customer && invoice.Status == InvoiceStatus.Open))
            {
                body.Append($"<li>Invoice {owed.Number}: {Page.Money(owed.Total, owed.Price.Currency)} is owed. ")
                    .Append(Page.Button($"{Here(session)}/invoices/{owed.Id}/pay", "Pay", main: true)).Append("</li>");
            }

            var card = session.Customer.Card is { } saved ? JsonParts.Name(saved.Behaviour).Replace('_', ' ') : "none";
            body.Append($"</ul><p>Card: {card}</p>")
                .Append(Page.Button($"{Here(session)}/card/pays", "Use a card that pays"))
                .Append(Page.Button($"{Here(session)}/card/declines", "Use a card that declines"))
                .Append(Page.Button($"{Here(session)}/card/requires_action", "Use a card that asks again"))
                .Append(session.ReturnUrl is { } back ? Page.Link(back, "Back") : "");
            return Page.Show("Your subscription", body.ToString());
        }
    }

    private static string Write(Subscription subscription, PortalSession session)
    {
        var (end, button) = ($"{subscription.PeriodEnd:yyyy-MM-dd}", $"{Here(session)}/subscriptions/{subscription.Id}");
        var state = JsonParts.Name(subscription.Status).Replace('_', ' ');
        var text = $"<li>{Page.Text(subscription.Price.Product.Name)} by the {subscription.Price.Interval}: {state}";
        return subscription switch
        {
            { Ended: true } => $"{text}</li>",
            { CancelAtPeriodEnd: true } => $"{text}, ends on {end}. {Page.Button($"{button}/resume", "Keep it")}</li>",
            _ => $"{text}, until {end}. {Page.Button($"{button}/cancel", "Cancel")}</li>",
        };
    }

    private static RedirectHttpResult Cancel(string id, string subscription, StripeWorld world, Announcer announcer, Life life) =>
        Change(id, subscription, ends: true, world, announcer, life);

    private static RedirectHttpResult Resume(string id, string subscription, StripeWorld world, Announcer announcer, Life life) =>
        Change(id, subscription, ends: false, world, announcer, life);

    private static RedirectHttpResult Change(string id, string subscription, bool ends, StripeWorld world, Announcer announcer, Life life)
    {
        lock (world.Gate)
        {
            var (session, found) = (Find(world, id), world.Subscription(subscription));
            if (found.Customer != session.Customer || found.Ended)
            {
                throw StripeException.NoSuch("subscription", subscription);
            }

            announcer.Change(found, () => SubscriptionLife.EndWithPeriod(found, ends));
            life.CatchUp();
            return TypedResults.Redirect(Here(session));
        }
    }

    private static RedirectHttpResult ChangeCard(string id, string behaviour, StripeWorld world, CheckoutDesk desk)
    {
        lock (world.Gate)
        {
            var session = Find(world, id);
            var card = Array.Find(Enum.GetValues<CardBehaviour>(), known => JsonParts.Name(known) == behaviour);
            desk.GiveCard(session.Customer, card);
            return TypedResults.Redirect(Here(session));
        }
    }

    private static RedirectHttpResult Pay(string id, string invoice, StripeWorld world, Charges charges)
    {
        lock (world.Gate)
        {
            var (session, owed) = (Find(world, id), world.Invoice(invoice));
            if (owed.Customer == session.Customer && owed.Status == InvoiceStatus.Open)
            {
                charges.Attempt(owed, automatic: false);
            }

            return TypedResults.Redirect(Here(session));
        }
    }

    private static PortalSession Find(StripeWorld world, string id) =>
        world.Portals.GetValueOrDefault(id) is { Customer.Deleted: false } session ? session : throw StripeException.NoSuch("portal session", id);

    private static string Here(PortalSession session) => $"/p/session/{session.Id}";
}
