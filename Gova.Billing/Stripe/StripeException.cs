using System.Net;
using System.Text.Json;

namespace Gova.Billing.Stripe;

/// <summary>What went wrong with a call, as far as it decides what to do next.</summary>
internal enum StripeErrorKind
{
    /// <summary>This installation has no secret key.</summary>
    NotConfigured,

    /// <summary>No answer, or none in time: it may have had its effect.</summary>
    Connection,

    /// <summary>Stripe is in trouble (5xx), or its answer cannot be read.</summary>
    Api,

    /// <summary>Too many calls (429).</summary>
    RateLimit,

    /// <summary>Another call works on the same object or under the same idempotency key (409).</summary>
    Conflict,

    /// <summary>The secret key is wrong, or may not do that (401, 403).</summary>
    Authentication,

    /// <summary>The request is wrong (400, 404).</summary>
    InvalidRequest,

    /// <summary>The idempotency key was used for another request.</summary>
    Idempotency,

    /// <summary>A card was refused (402).</summary>
    Card,
}

/// <summary>Stripe refused a call, or could not be asked.</summary>
internal sealed class StripeException(StripeErrorKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>There is no such thing, or not any more.</summary>
    public const string Missing = "resource_missing";

    public StripeErrorKind Kind { get; } = kind;

    /// <summary>Null without an answer.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Stripe's own name of the kind, e.g. <c>invalid_request_error</c>.</summary>
    public string? Type { get; init; }

    /// <summary>E.g. <c>resource_missing</c>, <c>parameter_unknown</c>.</summary>
    public string? Code { get; init; }

    /// <summary>The parameter that it is about.</summary>
    public string? Param { get; init; }

    /// <summary>Stripe's support finds the call by it.</summary>
    public string? RequestId { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same call may work later.</summary>
    public bool IsTemporary =>
        Kind is StripeErrorKind.Connection or StripeErrorKind.Api or StripeErrorKind.RateLimit or StripeErrorKind.Conflict;

    /// <summary>Stripe as a whole is away or refuses calls: another call would fare no better. One object that cannot be read is none.</summary>
    public bool IsOutage => IsTemporary && InnerException is not JsonException;

    public bool IsMissing => Code == Missing;
}
