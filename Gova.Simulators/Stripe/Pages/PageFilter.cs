namespace Gova.Simulators.Stripe.Pages;

/// <summary>Says on a page what the api would say in an error.</summary>
internal static class PageFilter
{
    public static async ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (StripeException refusal)
        {
            return Page.Show("That did not work", $"<p class=\"problem\">{Page.Text(refusal.Message)}</p>", refusal.Status);
        }
    }
}
