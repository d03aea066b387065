using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Features.Webhooks.Delivery;
using Gova.Data;
using Gova.Data.Encryption;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Webhooks;

internal static class RotateSecret
{
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>
    /// Gives a webhook a new secret, shown this once. For 24 hours deliveries carry a signature of each, so that the receiver can
    /// change over without missing one.
    /// </summary>
    public static async Task<Results<Ok<WebhookWithSecret>, ProblemHttpResult>> Handle(
        Guid id, [FromRoute(Name = "endpoint_id")] Guid endpointId, ClaimsPrincipal user, HttpContext http, GovaDbContext db, Encryptor encryptor,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.WebhooksOf(id, user.Id()).SingleOrDefaultAsync(w => w.EndpointId == endpointId, cancellationToken) is not { } webhook)
        {
            return await db.RefuseWebhookAsync(id, user.Id(), cancellationToken);
        }

        // One column tells of the key of both, so the old one is encrypted anew.
        var old = encryptor.Decrypt(new EncryptedText(webhook.Secret, webhook.KeyId), Purposes.WebhookSecret, endpointId);
        var secret = WebhookSignature.NewSecret();
        var (now, next) = (time.GetUtcNow(), encryptor.Encrypt(secret, Purposes.WebhookSecret, endpointId));
        webhook.PreviousSecret = encryptor.Encrypt(old, Purposes.WebhookSecret, endpointId).Bytes;
        webhook.PreviousSecretUntil = now + Overlap;
        (webhook.Secret, webhook.KeyId, webhook.UpdatedAt) = (next.Bytes, next.KeyId, now);
        await AuditLog.AddAsync(db, http, "webhook.secret_rotated", AuditTarget.Of(id, "webhook", endpointId), null, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(new WebhookWithSecret(WebhookResponse.From(webhook), secret));
    }
}
