using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gova.Billing.Stripe;

/// <summary>Anything at Stripe that has an id, by which lists go on.</summary>
internal interface IStripeObject
{
    string Id { get; }
}

/// <summary>A page of a list.</summary>
internal sealed record StripeList<T>(IReadOnlyList<T> Data, bool HasMore);

/// <param name="Deleted">What is left of a customer that was deleted is its id.</param>
internal sealed record StripeCustomer(
    string Id, bool Deleted = false, string? Email = null, IReadOnlyDictionary<string, string>? Metadata = null, DateTimeOffset? Created = null)
    : IStripeObject;

/// <param name="LookupKey">A name of the price that can be moved to another one.</param>
internal sealed record StripePrice(string Id, string? LookupKey = null, StripeRecurring? Recurring = null) : IStripeObject;

/// <param name="Interval"><c>month</c> or <c>year</c>.</param>
internal sealed record StripeRecurring(string Interval, int IntervalCount = 1);

internal sealed record StripeItem(string Id, StripePrice Price);

/// <param name="Status">As <see cref="Data.Billing.SubscriptionStatus"/> in snake_case.</param>
/// <param name="CancelAt">When it ends, where that is known.</param>
/// <param name="LatestInvoice">The id.</param>
internal sealed record StripeSubscription(
    string Id,
    [property: JsonConverter(typeof(StripeReference))] string? Customer,
    string Status,
    DateTimeOffset Created,
    DateTimeOffset CurrentPeriodStart,
    DateTimeOffset CurrentPeriodEnd,
    StripeList<StripeItem> Items,
    bool CancelAtPeriodEnd = false,
    DateTimeOffset? CancelAt = null,
    DateTimeOffset? CanceledAt = null,
    DateTimeOffset? TrialEnd = null,
    DateTimeOffset? EndedAt = null,
    [property: JsonConverter(typeof(StripeReference))] string? LatestInvoice = null,
    IReadOnlyDictionary<string, string>? Metadata = null) : IStripeObject
{
    /// <summary>When the oldest of its open invoices was made; read beside it, and only while it is past due.</summary>
    [JsonIgnore]
    public DateTimeOffset? UnpaidSince { get; init; }
}

/// <param name="Status"><c>open</c>, <c>complete</c> or <c>expired</c>.</param>
/// <param name="Url">Stripe's page, while it is open.</param>
internal sealed record StripeCheckoutSession(
    string Id,
    string? Status,
    string? Url,
    DateTimeOffset ExpiresAt,
    [property: JsonConverter(typeof(StripeReference))] string? Customer = null,
    [property: JsonConverter(typeof(StripeReference))] string? Subscription = null,
    string? ClientReferenceId = null,
    IReadOnlyDictionary<string, string>? Metadata = null) : IStripeObject;

/// <param name="Status"><c>draft</c>, <c>open</c>, <c>paid</c>, <c>uncollectible</c> or <c>void</c>.</param>
/// <param name="Total">In the currency's smallest unit, as the other amounts.</param>
internal sealed record StripeInvoice(
    string Id,
    string? Status,
    string Currency,
    long Total,
    long AmountDue,
    long AmountPaid,
    DateTimeOffset Created,
    DateTimeOffset PeriodStart,
    DateTimeOffset PeriodEnd,
    string? Number = null,
    string? HostedInvoiceUrl = null,
    string? InvoicePdf = null,
    DateTimeOffset? NextPaymentAttempt = null,
    [property: JsonConverter(typeof(StripeReference))] string? Customer = null,
    [property: JsonConverter(typeof(StripeReference))] string? Subscription = null) : IStripeObject;

internal sealed record StripePortalSession(string Id, string Url) : IStripeObject;

/// <summary>An event as Stripe sends or lists it; stored as <see cref="Data.Billing.StripeEvent"/>.</summary>
internal sealed record StripeEventMessage(string Id, string Type, DateTimeOffset Created, bool Livemode, StripeEventData Data) : IStripeObject;

/// <param name="Object">What it is about, as it was then and in whatever version the endpoint has: read ids only.</param>
internal sealed record StripeEventData(JsonElement Object);
