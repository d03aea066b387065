using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Accounts;

/// <summary>An account, as its owner sees it.</summary>
/// <param name="Email">The address; null until one is proven.</param>
/// <param name="PendingEmail">The address that a code was sent to last and that is not proven yet.</param>
/// <param name="PricingTier"><c>FREE</c> or <c>PRO</c>.</param>
/// <param name="Connections">Identities on platforms, by platform.</param>
internal sealed record AccountResponse(
    Guid UserId,
    string Username,
    string? Email,
    string? PendingEmail,
    string PricingTier,
    bool IsVerified,
    DateTimeOffset CreatedAt,
    IReadOnlyDictionary<string, ConnectedIdentity> Connections)
{
    public static async Task<AccountResponse> ReadAsync(GovaDbContext db, User user, CancellationToken cancellationToken)
    {
        var connections = await db.PlatformConnections.Where(c => c.UserId == user.UserId)
            .ToDictionaryAsync(c => c.Platform, c => new ConnectedIdentity(c.Name, c.Avatar), cancellationToken);
        var pending = user.IsVerified ? null : await PendingEmailAsync(db, user.UserId, cancellationToken);
        return new AccountResponse(
            user.UserId, user.Username, user.HasAddress ? user.Email : null, pending, user.PricingTier.ToString().ToUpperInvariant(),
            user.IsVerified, user.CreatedAt, connections);
    }

    /// <summary>Where the last code went that proves an address.</summary>
    public static Task<string?> PendingEmailAsync(GovaDbContext db, Guid userId, CancellationToken cancellationToken) =>
        db.UserCodes.Where(c => c.UserId == userId && c.Purpose == CodePurpose.VerifyEmail).OrderByDescending(c => c.CreatedAt)
            .Select(c => c.Payload).FirstOrDefaultAsync(cancellationToken);
}

/// <summary>Who an account is on a platform.</summary>
internal sealed record ConnectedIdentity(string Username, string? Avatar);
