using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Emails;

namespace Gova.Api.Features.Accounts;

/// <summary>
/// The email to an address that somebody says is theirs: with a code, or, where an account has the address already, telling its
/// owner instead. One row is queued in both cases, so that neither the answer nor its time tells which.
/// </summary>
internal static class AddressProof
{
    /// <param name="withCode">What goes to an address that no account has.</param>
    public static async Task SendAsync(
        GovaDbContext db, User user, string email, Email withCode, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var owner = await db.FindByEmailAsync(email, cancellationToken);
        if (owner is null || owner.UserId == user.UserId)
        {
            EmailQueue.Add(db, email, withCode, now, userId: user.UserId);
        }
        else
        {
            EmailQueue.Add(db, owner.Email, new AddressInUse(owner.Username, now), now, userId: owner.UserId);
        }
    }
}
