using Gova.Data.Accounts;

namespace Gova.Api.Features.ApiKeys;

/// <summary>An api key, as its owner sees it.</summary>
/// <param name="Prefix">Its first characters.</param>
/// <param name="ExpiresAt">Null when it does not expire.</param>
/// <param name="LastUsedAt">To the minute; null when it was never used.</param>
/// <param name="RevokedAt">Null while it is good.</param>
internal sealed record ApiKeyResponse(
    Guid KeyId,
    string Name,
    string Prefix,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt)
{
    public static ApiKeyResponse From(ApiKey key) =>
        new(key.KeyId, key.Name, key.Prefix, key.Scopes, key.CreatedAt, key.ExpiresAt, key.LastUsedAt, key.RevokedAt);
}

/// <summary>A new api key.</summary>
/// <param name="Key">For the header <c>Authorization: Bearer</c>. It is stored nowhere and not shown again.</param>
internal sealed record NewApiKeyResponse(string Key, ApiKeyResponse ApiKey);
