using System.Net;
using System.Text.Json;

namespace Gova.Billing.Stripe;

/// <summary>Reads Stripe's errors: <c>{"error": {"type", "code", "message", "param"}}</c>.</summary>
internal static class StripeErrors
{
    private const string IdempotencyError = "idempotency_error";

    private sealed record Answer(Error? Error = null);

    private sealed record Error(string? Type = null, string? Code = null, string? Message = null, string? Param = null);

    public static StripeException Read(HttpResponseMessage response, byte[] body, TimeProvider time)
    {
        var error = Parse(body);
        var what = string.Join(" ", new[] { error?.Type, error?.Code, error?.Param }.Where(text => !string.IsNullOrEmpty(text)));
        return new StripeException(
            KindOf(response.StatusCode, error?.Type), $"Stripe answered {(int)response.StatusCode} {what}: {error?.Message}".TrimEnd(' ', ':'))
        {
            Status = response.StatusCode,
            Type = error?.Type,
            Code = error?.Code,
            Param = error?.Param,
            RequestId = response.Headers.TryGetValues("Request-Id", out var ids) ? ids.First() : null,
            RetryAfter = response.Headers.RetryAfter switch
            {
                { Delta: { } delta } => delta,
                { Date: { } date } => date - time.GetUtcNow(),
                _ => null,
            },
        };
    }

    /// <summary>Whether Stripe says that another attempt is worth it; null when it says nothing.</summary>
    public static bool? Advice(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Stripe-Should-Retry", out var values) && bool.TryParse(values.First(), out var should) ? should : null;

    private static Error? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<Answer>(body, StripeJson.Options)?.Error;
        }
        catch (JsonException)
        {
            // Something on the way has answered in its place.
            return null;
        }
    }

    private static StripeErrorKind KindOf(HttpStatusCode status, string? type) => status switch
    {
        _ when type == IdempotencyError => StripeErrorKind.Idempotency,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => StripeErrorKind.Authentication,
        HttpStatusCode.PaymentRequired => StripeErrorKind.Card,
        HttpStatusCode.Conflict => StripeErrorKind.Conflict,
        HttpStatusCode.TooManyRequests => StripeErrorKind.RateLimit,
        >= HttpStatusCode.InternalServerError => StripeErrorKind.Api,
        _ => StripeErrorKind.InvalidRequest,
    };
}
