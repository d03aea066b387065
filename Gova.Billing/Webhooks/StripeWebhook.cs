using Gova.Billing.Stripe;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Gova.Billing.Webhooks;

/// <summary>Where Stripe sends events: each is stored, and acknowledged when it is. Handling comes afterwards.</summary>
internal static partial class StripeWebhook
{
    public const string Path = "/webhooks/stripe";

    /// <summary>In bytes.</summary>
    public const int MaxBody = 1 << 20;

    /// <summary>Stripe sends again what was not acknowledged; it need not wait until it gives up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<Results<Ok, ProblemHttpResult>> Handle(
        HttpRequest request, EventInbox inbox, WebhookMetrics metrics, IOptions<StripeOptions> options, TimeProvider time,
        ILogger<EventInbox> logger, CancellationToken cancellationToken)
    {
        var secrets = options.Value.Secrets;
        if (secrets.Count == 0)
        {
            return WebhookProblems.NotConfigured;
        }

        if (await ReadAsync(request, cancellationToken) is not { } body)
        {
            return WebhookProblems.TooLarge;
        }

        var check = StripeSignature.Verify(body, request.Headers[StripeSignature.Header], secrets, time.GetUtcNow());
        if (check != SignatureCheck.Valid)
        {
            metrics.Refused(check);
            Log.Refused(logger, check);
            return WebhookProblems.Signature(check);
        }

        if (ReceivedEvent.Parse(body) is not { } received)
        {
            return WebhookProblems.Malformed;
        }

        try
        {
            await inbox.AddAsync(received, cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return TypedResults.Ok();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Log.NotStored(logger, received.Id, received.Type, e);
            return WebhookProblems.Unavailable;
        }
    }

    /// <returns>Null when it is too large.</returns>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(Math.Clamp((int?)request.ContentLength ?? 0, 4_096, MaxBody));
        var buffer = new byte[16_384];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (body.Length + read > MaxBody)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A webhook is refused: its signature is {Check}")]
        public static partial void Refused(ILogger logger, SignatureCheck check);

        [LoggerMessage(LogLevel.Error, "Event {EventId} ({Type}) could not be stored; Stripe sends it again")]
        public static partial void NotStored(ILogger logger, string eventId, string type, Exception error);
    }
}
