using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.ApiKeys;

internal static class CreateApiKey
{
    private const int MaxKeys = 50;

    /// <param name="Name">1 to 100 characters.</param>
    /// <param name="Scopes">What it may do, as its account: one at least.</param>
    /// <param name="ExpiresAt">In the future; without it the key does not expire.</param>
    internal sealed record Request(string? Name, string[]? Scopes, DateTimeOffset? ExpiresAt = null);

    /// <summary>Makes a key for a program. It acts as the account, within its scopes, and can never manage the account itself.</summary>
    public static async Task<Results<Created<NewApiKeyResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request, GovaDbContext db, SessionStore sessions, TimeProvider time, HttpContext http, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var scopes = request.Scopes?.Distinct().ToArray() ?? [];
        var errors = new FieldErrors()
            .RequireText(request.Name, "name", 1, 100)
            .Require(scopes.Length > 0 && scopes.All(Scopes.All.Contains), "scopes", $"must be one or more of {string.Join(", ", Scopes.All)}")
            .Require(request.ExpiresAt is null || request.ExpiresAt > now, "expires_at", "must be in the future");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await sessions.HoldAsync(http.User.Id(), cancellationToken);
        if (user is null)
        {
            return Problems.Result(Problems.Unauthenticated);
        }

        if (await db.ApiKeys.CountAsync(
            k => k.UserId == user.UserId && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now), cancellationToken) >= MaxKeys)
        {
            return Problems.Result(Problems.TooManyApiKeys, $"Revoke one of the {MaxKeys} first.");
        }

        var (text, prefix, hash) = ApiKeyStore.New();
        var key = new ApiKey
        {
            KeyId = Guid.CreateVersion7(now),
            UserId = user.UserId,
            Name = request.Name!.Trim(),
            Prefix = prefix,
            KeyHash = hash,
            Scopes = scopes,
            CreatedAt = now,
            ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
        };
        db.ApiKeys.Add(key);
        await AuditLog.AddAsync(
            db, http, "api_key.created", AuditTarget.OfAccount(user.UserId, "api_key", $"{key.KeyId}"), null,
            new { key.Name, key.Prefix, key.Scopes, key.ExpiresAt }, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Created($"/api-keys/{key.KeyId}", new NewApiKeyResponse(text, ApiKeyResponse.From(key)));
    }
}
