namespace Gova.Simulators.Stripe.World;

internal enum InvoiceStatus
{
    Draft,
    Open,
    Paid,
    Void,
}

internal sealed class Invoice : IStripeObject
{
    public string Id { get; } = Ids.New("in_1");
    public string LineId { get; } = Ids.New("il_1");
    public required Subscription Subscription { get; init; }
    public required DateTimeOffset Created { get; init; }

    /// <summary><c>subscription_create</c>, <c>subscription_cycle</c> or <c>subscription_update</c>.</summary>
    public required string Reason { get; init; }
    public required Price Price { get; init; }
    public required long Total { get; init; }
    public required DateTimeOffset PeriodStart { get; init; }
    public required DateTimeOffset PeriodEnd { get; init; }
    public InvoiceStatus Status { get; set; }
    public string? Number { get; set; }
    public int Attempts { get; set; }
    public bool AutoAdvance { get; set; } = true;
    public DateTimeOffset? FinalizeAt { get; set; }
    public DateTimeOffset? FinalizedAt { get; set; }
    public DateTimeOffset? NextAttempt { get; set; }
    public DateTimeOffset? PaidAt { get; set; }
    public DateTimeOffset? VoidedAt { get; set; }

    public Customer Customer => Subscription.Customer;
}
