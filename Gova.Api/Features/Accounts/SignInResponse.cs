using Gova.Api.Auth;
using Gova.Data;
using Gova.Data.Accounts;

namespace Gova.Api.Features.Accounts;

/// <summary>Proof of having signed in. Browsers get the same in cookies.</summary>
/// <param name="Token">For the header <c>Authorization: Bearer</c>.</param>
/// <param name="ExpiresAt">When the token runs out: refresh it before.</param>
/// <param name="RefreshToken">For one call of <c>/auth/refresh</c>, which hands over the next; null for a page, which has it as cookie.</param>
/// <param name="RefreshExpiresAt">When to sign in again at the latest, without a refresh before; null where nothing new was handed over.</param>
internal sealed record SignInResponse(
    string Token, DateTimeOffset ExpiresAt, string? RefreshToken, DateTimeOffset? RefreshExpiresAt, AccountResponse User)
{
    public static async Task<SignInResponse> ForAsync(
        GovaDbContext db, User user, IssuedSession session, bool showRefreshToken, CancellationToken cancellationToken) => new(
        session.Access.Token,
        session.Access.ExpiresAt,
        showRefreshToken ? session.RefreshToken : null,
        session.RefreshExpiresAt,
        await AccountResponse.ReadAsync(db, user, cancellationToken));
}
