using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.ApiKeys;

internal static class RevokeApiKey
{
    /// <summary>Ends an api key. It is refused within 10 seconds. Doing it again changes nothing.</summary>
    public static async Task<Results<NoContent, NotFound>> Handle(
        [FromRoute(Name = "key_id")] Guid keyId,
        GovaDbContext db,
        ApiKeyStore store,
        TimeProvider time,
        HttpContext http,
        CancellationToken cancellationToken)
    {
        var userId = http.User.Id();
        var key = await db.ApiKeys.SingleOrDefaultAsync(k => k.KeyId == keyId && k.UserId == userId, cancellationToken);
        if (key is null)
        {
            return TypedResults.NotFound();
        }

        if (key.RevokedAt is null)
        {
            key.RevokedAt = time.GetUtcNow();
            await AuditLog.AddAsync(
                db, http, "api_key.revoked", AuditTarget.OfAccount(userId, "api_key", $"{keyId}"), new { key.Name, key.Prefix }, null,
                cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        store.Forget(key.KeyHash);
        return TypedResults.NoContent();
    }
}
