using Gova.Api.Auth;
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
    public static async Task SendAsync(
        GovaDbContext db, User user, string email, string code, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var owner = await db.FindByEmailAsync(email, cancellationToken);
        if (owner is null || owner.UserId == user.UserId)
        {
            EmailQueue.Add(db, email, new VerifyEmail(user.Username, code, (int)Codes.Lifetime.TotalMinutes), now, userId: user.UserId);
        }
        else
        {
            EmailQueue.Add(db, owner.Email, new AddressInUse(owner.Username, now), now, userId: owner.UserId);
        }
    }
}
