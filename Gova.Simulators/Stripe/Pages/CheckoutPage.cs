using Gova.Simulators.Stripe.World;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Simulators.Stripe.Pages;

/// <summary>Where a checkout's url leads.</summary>
internal static class CheckoutPage
{
    public static void MapCheckoutPage(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("/c/pay/{id}").AddEndpointFilter(PageFilter.RefuseAsync);
        page.MapGet("", Show);
        page.MapPost("/pay", (string id, StripeWorld world, CheckoutDesk desk, Life life) => Pay(id, CardBehaviour.Pays, world, desk, life));
        page.MapPost("/authenticate", (string id, StripeWorld world, CheckoutDesk desk, Life life) => Pay(id, CardBehaviour.RequiresAction, world, desk, life));
        page.MapPost("/decline", (string id, StripeWorld world, CheckoutDesk desk, Life life) => Pay(id, CardBehaviour.Declines, world, desk, life));
    }

    private static ContentHttpResult Show(string id, StripeWorld world)
    {
        lock (world.Gate)
        {
            return Write(world.Session(id), declined: false);
        }
    }

    private static IResult Pay(string id, CardBehaviour card, StripeWorld world, CheckoutDesk desk, Life life)
    {
        lock (world.Gate)
        {
            var session = world.Session(id);
            if (session.Status == SessionStatus.Open && !desk.Pay(session, card))
            {
                return Write(session, declined: true);
            }

            life.CatchUp();
            return session.Status == SessionStatus.Complete
                ? TypedResults.Redirect(session.Draft.SuccessUrl.Replace("{CHECKOUT_SESSION_ID}", id, StringComparison.Ordinal))
                : Write(session, declined: false);
        }
    }

    private static ContentHttpResult Write(CheckoutSession session, bool declined)
    {
        var (draft, here) = (session.Draft, $"/c/pay/{session.Id}");
        if (session.Status != SessionStatus.Open)
        {
            return Page.Show("This checkout is over", Page.Link(draft.CancelUrl ?? draft.SuccessUrl, "Back"), StatusCodes.Status410Gone);
        }

        var terms = draft.TrialDays is { } days ? $"{days} days for nothing, then " : "";
        var body = $"<p>{Page.Text(terms)}{Page.Money(draft.Price.Amount * draft.Quantity, draft.Price.Currency)} a {draft.Price.Interval}</p>"
            + $"<p class=\"note\">For {Page.Text(session.Customer?.Email ?? draft.CustomerEmail ?? "a new customer")}</p>"
            + (declined ? "<p class=\"problem\">Your card was declined. Try another.</p>" : "")
            + Page.Button($"{here}/pay", "Pay", main: true)
            + Page.Button($"{here}/authenticate", "Pay with a card that asks again at renewals")
            + Page.Button($"{here}/decline", "Card declines")
            + (draft.CancelUrl is { } back ? Page.Link(back, "Cancel") : "");
        return Page.Show($"Subscribe to {draft.Price.Product.Name}", body);
    }
}
