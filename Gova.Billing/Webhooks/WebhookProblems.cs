using Gova.Billing.Stripe;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Billing.Webhooks;

/// <summary>The errors that Stripe is answered with (RFC 9457). It shows them to who looks why an event was not delivered.</summary>
internal static class WebhookProblems
{
    public static ProblemHttpResult NotConfigured =>
        Of("billing-not-configured", StatusCodes.Status503ServiceUnavailable, "Stripe:WebhookSecrets is not set: nothing is taken.");

    public static ProblemHttpResult TooLarge =>
        Of("too-large", StatusCodes.Status413PayloadTooLarge, $"An event may have {StripeWebhook.MaxBody} bytes.");

    public static ProblemHttpResult Malformed => Of("malformed-request", StatusCodes.Status400BadRequest, "The body is no event.");

    public static ProblemHttpResult Unavailable =>
        Of("unavailable", StatusCodes.Status503ServiceUnavailable, "The event cannot be stored just now: send it again.");

    public static ProblemHttpResult Signature(SignatureCheck check) => Of(
        "signature", StatusCodes.Status400BadRequest, check switch
        {
            SignatureCheck.Stale => "The signature is too old, or of the future.",
            SignatureCheck.Malformed => "The signature cannot be read.",
            _ => "The signature is of none of the endpoint's secrets.",
        });

    private static ProblemHttpResult Of(string name, int status, string title) =>
        TypedResults.Problem(statusCode: status, title: title, type: $"urn:gova:problem:{name}");
}
