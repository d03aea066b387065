using Gova.Api.Auth;
using Gova.Data.Accounts;

namespace Gova.Api.Features.Accounts;

/// <summary>An account, as its owner sees it.</summary>
/// <param name="PricingTier"><c>FREE</c> or <c>PRO</c>.</param>
internal sealed record AccountResponse(
    Guid UserId, string Username, string Email, string PricingTier, bool IsVerified, DateTimeOffset CreatedAt)
{
    public static AccountResponse From(User user) => new(
        user.UserId, user.Username, user.Email, user.PricingTier.ToString().ToUpperInvariant(), user.IsVerified, user.CreatedAt);
}

/// <summary>Proof of having signed in. Browsers get the same in an HttpOnly cookie.</summary>
/// <param name="Token">For the header <c>Authorization: Bearer</c>.</param>
/// <param name="ExpiresAt">When to sign in again.</param>
internal sealed record SignInResponse(string Token, DateTimeOffset ExpiresAt, AccountResponse User)
{
    /// <summary>Issues a token, and sets it as cookie.</summary>
    public static SignInResponse For(User user, AccessTokens tokens, HttpContext http)
    {
        var issued = tokens.Issue(user);
        SessionCookie.Set(http, issued);
        return new SignInResponse(issued.Token, issued.ExpiresAt, AccountResponse.From(user));
    }
}
