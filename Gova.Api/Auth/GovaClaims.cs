using System.Globalization;
using System.Security.Claims;

namespace Gova.Api.Auth;

/// <summary>What an access token says.</summary>
internal static class GovaClaims
{
    public const string Subject = "sub";
    public const string PricingTier = "pricing_tier";
    public const string IsVerified = "is_verified";
    public const string Csrf = "csrf";
    public const string Expires = "exp";

    /// <summary>The sign-in that a token belongs to.</summary>
    public const string Session = "sid";

    /// <summary>The api key that speaks, in place of a session.</summary>
    public const string ApiKey = "api_key";

    /// <summary>One of <see cref="Scopes"/>; only an api key has them.</summary>
    public const string Scope = "scope";

    /// <summary>The account's id. Only behind an authorized route.</summary>
    public static Guid Id(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue(Subject)!);

    /// <summary>The session's id; that of nothing for an api key.</summary>
    public static Guid SessionId(this ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(Session), out var id) ? id : Guid.Empty;

    /// <summary>Whether a program speaks for the account.</summary>
    public static bool IsApiKey(this ClaimsPrincipal user) => user.HasClaim(claim => claim.Type == ApiKey);

    public static DateTimeOffset ExpiresAt(this ClaimsPrincipal user) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(user.FindFirstValue(Expires)!, CultureInfo.InvariantCulture));
}
