using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gova.Simulators.Discord.World;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Discord.OAuth;

/// <summary>Codes and tokens of users who let the application speak for them. As strict as Discord: each code once and for a minute.</summary>
internal sealed class OAuthDesk(IOptions<SimulatorOptions> options, TimeProvider time)
{
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, OAuthCode> _codes = [];
    private readonly Dictionary<string, OAuthGrant> _byAccess = [];
    private readonly Dictionary<string, OAuthGrant> _byRefresh = [];

    public string IssueCode(Snowflake user, string redirectUri, string scope, string challenge)
    {
        lock (_gate)
        {
            var code = Random();
            _codes[code] = new OAuthCode(user, redirectUri, scope, challenge, time.GetUtcNow() + CodeLifetime);
            return code;
        }
    }

    /// <returns>Null when the code was used or is over, or was issued for another redirect or verifier.</returns>
    public OAuthGrant? Redeem(string code, string redirectUri, string verifier)
    {
        lock (_gate)
        {
            return _codes.Remove(code, out var known) && known.ExpiresAt > time.GetUtcNow() && known.RedirectUri == redirectUri
                && known.Challenge == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))
                ? Grant(known.User, known.Scope)
                : null;
        }
    }

    /// <summary>A refresh token is good once: the answer holds another.</summary>
    public OAuthGrant? Refresh(string refreshToken)
    {
        lock (_gate)
        {
            if (!_byRefresh.Remove(refreshToken, out var former))
            {
                return null;
            }

            _byAccess.Remove(former.AccessToken);
            return Grant(former.User, former.Scope);
        }
    }

    /// <summary>Either token ends both.</summary>
    public void Revoke(string token)
    {
        lock (_gate)
        {
            if (_byAccess.GetValueOrDefault(token) is { } grant || _byRefresh.TryGetValue(token, out grant))
            {
                _byAccess.Remove(grant.AccessToken);
                _byRefresh.Remove(grant.RefreshToken);
            }
        }
    }

    public OAuthGrant? Find(string? authorization)
    {
        const string Prefix = "Bearer ";
        lock (_gate)
        {
            return authorization?.StartsWith(Prefix, StringComparison.Ordinal) == true
                && _byAccess.TryGetValue(authorization[Prefix.Length..], out var grant) && grant.ExpiresAt > time.GetUtcNow()
                ? grant
                : null;
        }
    }

    public bool IsClient(string? id, string? secret) => id == options.Value.OAuthClientId && secret == options.Value.OAuthClientSecret;

    private OAuthGrant Grant(Snowflake user, string scope)
    {
        var lifetime = TimeSpan.FromSeconds(options.Value.OAuthTokenSeconds);
        var grant = new OAuthGrant(user, scope, Random(), Random(), lifetime, time.GetUtcNow() + lifetime);
        _byAccess[grant.AccessToken] = grant;
        _byRefresh[grant.RefreshToken] = grant;
        return grant;
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));

    private sealed record OAuthCode(Snowflake User, string RedirectUri, string Scope, string Challenge, DateTimeOffset ExpiresAt);
}

/// <summary>What a user granted.</summary>
internal sealed record OAuthGrant(
    Snowflake User, string Scope, string AccessToken, string RefreshToken, TimeSpan Lifetime, DateTimeOffset ExpiresAt);
