namespace Gova.Billing.Checkouts;

/// <summary>Why an account's wish is refused.</summary>
internal enum Refusal
{
    /// <summary>There is no such account.</summary>
    NoAccount,

    /// <summary>It has a subscription, or its tier without one.</summary>
    AlreadySubscribed,

    /// <summary>It has none that could be changed.</summary>
    NoSubscription,

    /// <summary>Somebody else changes the same thing again and again.</summary>
    Busy,
}

/// <summary>An account's wish that does not fit how things stand.</summary>
internal sealed class BillingRefusedException(Refusal refusal) : Exception($"Refused: {refusal}.")
{
    public Refusal Refusal { get; } = refusal;
}
