namespace Gova.Simulators.Stripe.World;

internal enum SubscriptionStatus
{
    Incomplete,
    Trialing,
    Active,
    PastDue,
    Unpaid,
    Paused,
    Canceled,
}

internal sealed class Subscription : IStripeObject
{
    public string Id { get; } = Ids.New("sub_1");
    public string ItemId { get; } = Ids.New("si_", 14);
    public required Customer Customer { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required Price Price { get; set; }
    public required long Quantity { get; set; }
    public SubscriptionStatus Status { get; set; }
    public DateTimeOffset Anchor { get; set; }

    /// <summary>Of the running period, counted from <see cref="Anchor"/>, so that the 31st comes back after a February.</summary>
    public int Periods { get; set; }
    public DateTimeOffset PeriodStart { get; set; }
    public DateTimeOffset PeriodEnd { get; set; }
    public DateTimeOffset? TrialStart { get; init; }
    public DateTimeOffset? TrialEnd { get; set; }
    public string WhenCardIsMissing { get; init; } = "create_invoice";
    public bool CancelAtPeriodEnd { get; set; }
    public DateTimeOffset? CancelAt { get; set; }
    public DateTimeOffset? CanceledAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public string? CancelReason { get; set; }
    public string? CancelComment { get; set; }
    public string? CancelFeedback { get; set; }
    public string? Description { get; set; }
    public Dictionary<string, string> Metadata { get; set; } = [];
    public Invoice? LatestInvoice { get; set; }
    public bool TrialEndAnnounced { get; set; }
    public DateTimeOffset? UpcomingAnnouncedFor { get; set; }

    public bool Ended => Status == SubscriptionStatus.Canceled;

    public void BeginPeriod(DateTimeOffset start)
    {
        PeriodStart = start;
        PeriodEnd = Price.PeriodAfter(Anchor, ++Periods);
    }

    /// <summary>Counts periods from <paramref name="moment"/> on.</summary>
    public void Reanchor(DateTimeOffset moment)
    {
        (Anchor, Periods) = (moment, 0);
        BeginPeriod(moment);
    }
}
