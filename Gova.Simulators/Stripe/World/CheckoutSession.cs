namespace Gova.Simulators.Stripe.World;

internal enum SessionStatus
{
    Open,
    Complete,
    Expired,
}

/// <summary>What a checkout was asked to be.</summary>
internal sealed record CheckoutDraft(Price Price, long Quantity, string SuccessUrl, string? CancelUrl)
{
    public int? TrialDays { get; init; }
    public DateTimeOffset? TrialEnd { get; init; }
    public string WhenCardIsMissing { get; init; } = "create_invoice";
    public string CardCollection { get; init; } = "always";
    public bool? AllowPromotionCodes { get; init; }
    public string? ClientReference { get; init; }
    public string? CustomerEmail { get; init; }
    public string? Locale { get; init; }
    public string? BillingAddress { get; init; }
    public string? Description { get; init; }
    public Dictionary<string, string> Metadata { get; init; } = [];
    public Dictionary<string, string> SubscriptionMetadata { get; init; } = [];
}

internal sealed class CheckoutSession : IStripeObject
{
    public string Id { get; } = Ids.New("cs_test_", 58);
    public required CheckoutDraft Draft { get; init; }
    public required BillingClock Clock { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    /// <summary>The address of the simulator as the caller knows it.</summary>
    public required string PagesAt { get; init; }
    public Customer? Customer { get; set; }
    public SessionStatus Status { get; set; }
    public Subscription? Subscription { get; set; }

    public string Url => $"{PagesAt}/c/pay/{Id}";
    public long Total => HasTrial ? 0 : Draft.Price.Amount * Draft.Quantity;
    public bool HasTrial => Draft.TrialDays is not null || Draft.TrialEnd is not null;
}
