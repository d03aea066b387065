using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gova.Data.Accounts;
using Microsoft.Extensions.Options;

namespace Gova.Api.Auth;

/// <summary>A token as handed to its owner.</summary>
/// <param name="Token">The JWT.</param>
internal sealed record IssuedToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>
/// Issues and checks JSON web tokens (RFC 7519) signed with HS256, the only algorithm accepted. The seam where
/// Microsoft.AspNetCore.Authentication.JwtBearer goes on a package feed that carries it.
/// </summary>
internal sealed class AccessTokens(IOptions<JwtOptions> options, TimeProvider time)
{
    private const string Gova = "gova";

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    private readonly byte[] _key = Encoding.UTF8.GetBytes(options.Value.SigningKey);

    /// <param name="sessionId">The sign-in, with which the token ends.</param>
    /// <param name="csrf">What a browser must repeat in a header when it authenticates by cookie; null for a client without cookies.</param>
    public IssuedToken Issue(User user, Guid sessionId, string? csrf)
    {
        var now = time.GetUtcNow();
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + options.Value.Lifetime).ToUnixTimeSeconds());
        var payload = new Payload(
            Gova, Gova, user.UserId, user.PricingTier.ToString().ToUpperInvariant(), user.IsVerified, sessionId, csrf,
            now.ToUnixTimeSeconds(), expires.ToUnixTimeSeconds());
        var signed = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(payload))}";
        return new IssuedToken($"{signed}.{Base64Url.EncodeToString(Sign(signed))}", expires);
    }

    /// <returns>Who it speaks for; null when it is malformed, not ours, or no longer good.</returns>
    public ClaimsPrincipal? Validate(string token)
    {
        var end = token.LastIndexOf('.');
        if (end < 0 || !SignatureMatches(token[..end], token[(end + 1)..]))
        {
            return null;
        }

        // Signed by us, hence with our header and shape.
        var start = token.IndexOf('.', StringComparison.Ordinal) + 1;
        var payload = JsonSerializer.Deserialize<Payload>(Base64Url.DecodeFromChars(token.AsSpan(start, end - start)))!;
        if (payload.Issuer != Gova || payload.Audience != Gova || payload.Expires <= time.GetUtcNow().ToUnixTimeSeconds())
        {
            return null;
        }

        return new ClaimsPrincipal(new ClaimsIdentity(
            [
                new Claim(GovaClaims.Subject, payload.Subject.ToString()),
                new Claim(GovaClaims.PricingTier, payload.PricingTier),
                new Claim(GovaClaims.IsVerified, payload.IsVerified ? "true" : "false", ClaimValueTypes.Boolean),
                new Claim(GovaClaims.Session, payload.Session.ToString()),
                new Claim(GovaClaims.Csrf, payload.Csrf ?? ""),
                new Claim(GovaClaims.Expires, $"{payload.Expires}", ClaimValueTypes.Integer64),
            ],
            TokenAuthenticationHandler.Scheme));
    }

    private byte[] Sign(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));

    private bool SignatureMatches(string signed, string signature)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return signature.Length <= 64
            && Base64Url.IsValid(signature, out var length) && length == given.Length
            && Base64Url.TryDecodeFromChars(signature, given, out _)
            && CryptographicOperations.FixedTimeEquals(given, Sign(signed));
    }

    private sealed record Payload(
        [property: JsonPropertyName("iss")] string Issuer,
        [property: JsonPropertyName("aud")] string Audience,
        [property: JsonPropertyName("sub")] Guid Subject,
        [property: JsonPropertyName("pricing_tier")] string PricingTier,
        [property: JsonPropertyName("is_verified")] bool IsVerified,
        [property: JsonPropertyName("sid")] Guid Session,
        [property: JsonPropertyName("csrf"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Csrf,
        [property: JsonPropertyName("iat")] long IssuedAt,
        [property: JsonPropertyName("exp")] long Expires);
}
