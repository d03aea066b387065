using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Auth;

/// <summary>Makes and knows api keys. A revoked one is refused at once by the process that revoked it, within <see cref="Delay"/> by others.</summary>
internal sealed class ApiKeyStore(IDbContextFactory<GovaDbContext> contexts, TimeProvider time)
{
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);

    private const string Start = "gova_";

    /// <summary>Enough to know a key again among one's own.</summary>
    private const int ShownLength = 12;

    private static readonly TimeSpan LastUsedPrecision = TimeSpan.FromMinutes(1);

    /// <summary>Streams end with it, so that they notice a revocation.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(15);

    private readonly ShortCache<string, ClaimsPrincipal?> _known = new(time, Delay);

    public static bool LooksLikeOne(string token) => token.StartsWith(Start, StringComparison.Ordinal);

    /// <returns>The key, its first characters and its hash; only the last two are stored.</returns>
    public static (string Key, string Prefix, byte[] Hash) New()
    {
        var key = $"{Start}{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";
        return (key, key[..ShownLength], Hash(key));
    }

    /// <returns>Who it speaks for, and for what; null when there is no such key, or no longer.</returns>
    public async Task<ClaimsPrincipal?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var hash = Hash(key);
        var id = Convert.ToBase64String(hash);
        if (_known.TryGet(id, out var known))
        {
            return known;
        }

        var removals = _known.Removals;
        var principal = await LoadAsync(hash, cancellationToken);
        _known.Set(id, principal, removals);
        return principal;
    }

    /// <summary>After a key's revocation is committed.</summary>
    public void Forget(byte[] hash) => _known.Remove(Convert.ToBase64String(hash));

    /// <summary>After the revocation of all keys of an account is committed.</summary>
    public void ForgetAllOf(Guid userId) => _known.RemoveAll(principal => principal?.Id() == userId);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private async Task<ClaimsPrincipal?> LoadAsync(byte[] hash, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await (
            from key in db.ApiKeys
            where key.KeyHash == hash && key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now)
            join user in db.Users on key.UserId equals user.UserId
            where user.DeletedAt == null
            select new { Key = key, User = user }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        if (found.Key.LastUsedAt is null || now - found.Key.LastUsedAt >= LastUsedPrecision)
        {
            var before = now - LastUsedPrecision;
            await db.ApiKeys.Where(k => k.KeyId == found.Key.KeyId && (k.LastUsedAt == null || k.LastUsedAt <= before))
                .ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now), cancellationToken);
        }

        return Principal(found.Key, found.User, now);
    }

    private static ClaimsPrincipal Principal(ApiKey key, User user, DateTimeOffset now)
    {
        var until = now + Validity;
        var expires = key.ExpiresAt < until ? key.ExpiresAt.Value : until;
        return new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(GovaClaims.Subject, user.UserId.ToString()),
                new Claim(GovaClaims.PricingTier, user.PricingTier.ToString().ToUpperInvariant()),
                new Claim(GovaClaims.IsVerified, user.IsVerified ? "true" : "false", ClaimValueTypes.Boolean),
                new Claim(GovaClaims.ApiKey, key.KeyId.ToString()),
                new Claim(GovaClaims.Expires, expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64),
                .. key.Scopes.Select(scope => new Claim(GovaClaims.Scope, scope)),
            ],
            TokenAuthenticationHandler.Scheme));
    }
}
