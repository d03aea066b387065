namespace Gova.Data.Emails;

/// <summary>A notice that a trial ends soon and is paid for from then on.</summary>
public sealed record TrialEnds(string Username, DateTimeOffset EndsAt) : Email;

/// <summary>A notice that a renewal could not be paid, and until when the tier is kept for it.</summary>
public sealed record PaymentFailed(string Username, DateTimeOffset GraceEndsAt) : Email;

/// <summary>A notice that the bank wants the owner's consent to a payment.</summary>
/// <param name="InvoiceUrl">Stripe's page where it is given.</param>
public sealed record PaymentActionRequired(string Username, string InvoiceUrl) : Email;

/// <summary>A notice that the account has a better tier.</summary>
/// <param name="Moderators">How many may run at once.</param>
/// <param name="Resting">Those that could be started now, one a line.</param>
public sealed record SubscriptionStarted(string Username, string Tier, int Moderators, string Resting) : Email;

/// <summary>A notice that the subscription is over and the tier with it.</summary>
/// <param name="Moderators">How many may run from now on.</param>
/// <param name="Stopped">Those that were stopped, in that order, one a line.</param>
public sealed record SubscriptionEnded(string Username, string Tier, int Moderators, string Stopped) : Email;

/// <summary>A notice that the tier is over because nothing was paid.</summary>
/// <param name="Moderators">How many may run from now on.</param>
/// <param name="Stopped">Those that were stopped, in that order, one a line.</param>
public sealed record TierDowngraded(string Username, string Tier, int Moderators, string Stopped) : Email;

/// <summary>A reminder that a payment is missing, and until when the tier is kept for it.</summary>
public sealed record GraceNotice(string Username, DateTimeOffset GraceEndsAt) : Email;
