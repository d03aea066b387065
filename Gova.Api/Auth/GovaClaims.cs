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

    /// <summary>The account's id. Only behind an authorized route.</summary>
    public static Guid Id(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue(Subject)!);

    public static DateTimeOffset ExpiresAt(this ClaimsPrincipal user) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(user.FindFirstValue(Expires)!, CultureInfo.InvariantCulture));
}
