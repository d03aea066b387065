namespace Gova.Simulators.Stripe.World;

internal sealed record PortalSession(string Id, Customer Customer, string? ReturnUrl, string? Locale, string Url, DateTimeOffset Created);
