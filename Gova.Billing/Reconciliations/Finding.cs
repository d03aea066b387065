namespace Gova.Billing.Reconciliations;

/// <summary>In what an account and Stripe differ.</summary>
internal enum FindingKind
{
    /// <summary>Stored subscriptions or the tier are not what Stripe says.</summary>
    AccountDiffers,

    /// <summary>The account's customer is gone at Stripe.</summary>
    CustomerDeleted,

    /// <summary>An account pays for several subscriptions.</summary>
    SeveralSubscriptions,

    /// <summary>Stripe has a customer of an account that knows of none.</summary>
    CustomerUnknown,

    /// <summary>Stripe has a customer of an account that has another.</summary>
    CustomerDoubled,

    /// <summary>Somebody pays for an account that is not here.</summary>
    CustomerOfNobody,

    /// <summary>Stripe has a customer of an account that was erased.</summary>
    AccountGone,

    /// <summary>A checkout is open here after its time.</summary>
    CheckoutOverdue,

    /// <summary>An event that Stripe has did not arrive.</summary>
    EventMissing,

    /// <summary>Stripe refused to be asked about it.</summary>
    NotCompared,
}

/// <summary>What became of a difference.</summary>
internal enum FindingOutcome
{
    Mended,

    /// <summary>Somebody must look at it.</summary>
    Open,
}

/// <summary>A difference; a member of <see cref="Data.Billing.Reconciliation.Findings"/>.</summary>
/// <param name="Subject">Which checkout, event or subscription; null when it is the account as a whole.</param>
internal sealed record Finding(
    FindingKind Kind, Guid? UserId, string? CustomerId, string? Subject, string Here, string AtStripe, FindingOutcome Outcome = FindingOutcome.Open);
