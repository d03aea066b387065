namespace Gova.Simulators.Stripe.World;

/// <summary>What a customer's card does when it is charged without the customer being there.</summary>
internal enum CardBehaviour
{
    Pays,
    Declines,
    RequiresAction,
}

internal sealed class Customer : IStripeObject
{
    public string Id { get; } = Ids.New("cus_", 14);
    public required BillingClock Clock { get; init; }
    public required DateTimeOffset Created { get; init; }
    public string? Email { get; set; }
    public string? Name { get; set; }
    public string? Description { get; set; }
    public string? Phone { get; set; }
    public Dictionary<string, string> Metadata { get; set; } = [];
    public bool Deleted { get; set; }
    public PaymentMethod? Card { get; set; }
    public string InvoicePrefix { get; } = Ids.New("", 8).ToUpperInvariant();
    public int Invoices { get; set; }
    public bool Delinquent { get; set; }
}

/// <summary>A card.</summary>
internal sealed record PaymentMethod(string Id, DateTimeOffset Created, CardBehaviour Behaviour, Customer Customer);
