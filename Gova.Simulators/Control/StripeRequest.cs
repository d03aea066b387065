using Gova.Simulators.Stripe;

namespace Gova.Simulators.Control;

/// <summary>
/// Absent members stay as they are. The members that end in <c>next</c> count calls, the rest holds until it is changed.
/// <see cref="OnlyMethod"/> and <see cref="OnlyPath"/> say which calls faults are for; empty means all.
/// </summary>
internal sealed record StripeRequest(
    bool? Outage,
    int? FailNext,
    int? FailStatus,
    int? RateLimitNext,
    int? RetryAfterSeconds,
    int? HangNext,
    int? DropNext,
    int? LoseResponseNext,
    int? FailAfterNext,
    int? LatencyMs,
    string? OnlyMethod,
    string? OnlyPath,
    string? WebhookUrl,
    IReadOnlyList<string>? WebhookSecrets,
    bool? Hold,
    int? Duplicates,
    int? ReorderWindow,
    int? DelayMs,
    int? LoseDeliveriesNext,
    AfterRetries? AfterRetries);
