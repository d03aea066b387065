using System.Text.Json.Nodes;

namespace Gova.Simulators.Stripe;

/// <summary>A refusal with the status, type, code and words that Stripe documents.</summary>
internal sealed class StripeException(int status, string type, string? code, string message, string? param = null) : Exception(message)
{
    private const string InvalidRequest = "invalid_request_error";

    public int Status { get; } = status;
    public string? DeclineCode { get; private init; }

    public static StripeException Unauthorized(string message) => new(401, InvalidRequest, null, message);

    public static StripeException UnknownUrl(HttpRequest request) =>
        new(404, InvalidRequest, null, $"Unrecognized request URL ({request.Method}: {request.Path}).");

    public static StripeException Invalid(string message, string? param = null, string? code = null) => new(400, InvalidRequest, code, message, param);

    public static StripeException UnknownParameter(string param) => Invalid($"Received unknown parameter: {param}", param, "parameter_unknown");

    public static StripeException Missing(string param) => Invalid($"Missing required param: {param}.", param, "parameter_missing");

    public static StripeException Empty(string param) => Invalid(
        $"You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; however '{param}' cannot be unset.",
        param,
        "parameter_invalid_empty");

    /// <summary>A path names what is not there: 404. A parameter that does: 400.</summary>
    public static StripeException NoSuch(string kind, string id, string? param = null) =>
        new(param is null ? 404 : 400, InvalidRequest, "resource_missing", $"No such {kind}: '{id}'", param ?? "id");

    public static StripeException Declined() =>
        new(402, "card_error", "card_declined", "Your card was declined.") { DeclineCode = "generic_decline" };

    public static StripeException NeedsAuthentication() =>
        new(402, "card_error", "invoice_payment_intent_requires_action", "This payment requires additional user action before it can be completed successfully.");

    public static StripeException KeyReused(string message) => new(400, "idempotency_error", null, message);

    public static StripeException KeyInUse(string key) => new(
        409, InvalidRequest, "idempotency_key_in_use", $"There is currently another in-progress request using this Idempotent Key: {key}.");

    public static StripeException RateLimited() => new(429, InvalidRequest, "rate_limit", "Request rate limit exceeded.");

    public static StripeException Broken(int status) => new(status, "api_error", null, "An unknown error occurred");

    public JsonObject ToBody()
    {
        var error = new JsonObject();
        foreach (var (name, value) in new[] { ("code", code), ("decline_code", DeclineCode), ("message", Message), ("param", param), ("type", type) })
        {
            if (value is not null)
            {
                error[name] = value;
            }
        }

        return new JsonObject { ["error"] = error };
    }
}
