using System.Security.Cryptography;
using System.Text;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Api.Auth;

/// <summary>
/// Codes that are emailed: of one account, for one purpose, good once and not for long. The caller holds the account's row
/// (<see cref="SessionStore.HoldAsync"/>): of any number of guesses at the same moment one comes first, and each is counted.
/// </summary>
internal sealed class Codes(GovaDbContext db, IOptions<JwtOptions> options, TimeProvider time)
{
    public const int MaxAttempts = 5;
    public const int MaxSends = 5;

    /// <summary>How long they are good.</summary>
    public const int Minutes = 15;

    public static readonly TimeSpan SendWindow = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan MinWait = TimeSpan.FromSeconds(30);

    private const int Length = 8;

    // 32 characters, so 40 bits; without those that look like others.
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private readonly byte[] _key = options.Value.DeriveKey("gova codes");

    /// <summary>How long to wait before another is sent; null when that may be now.</summary>
    public async Task<TimeSpan?> WaitAsync(Guid userId, CodePurpose purpose, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var since = now - SendWindow;
        var sent = await db.UserCodes.Where(c => c.UserId == userId && c.Purpose == purpose && c.CreatedAt > since)
            .OrderByDescending(c => c.CreatedAt).Take(MaxSends).Select(c => c.CreatedAt).ToListAsync(cancellationToken);
        return sent.Count < MaxSends ? null : Max(sent[^1] + SendWindow - now, MinWait);
    }

    /// <summary>A new code, to be saved by the caller. It takes the place of the one before.</summary>
    /// <param name="payload">The new value that it confirms.</param>
    public async Task<string> IssueAsync(Guid userId, CodePurpose purpose, string? payload, CancellationToken cancellationToken)
    {
        await RevokeAsync(userId, purpose, cancellationToken);
        var now = time.GetUtcNow();
        var code = RandomNumberGenerator.GetString(Alphabet, Length);
        db.UserCodes.Add(new UserCode
        {
            CodeId = Guid.CreateVersion7(now),
            UserId = userId,
            Purpose = purpose,
            CodeHash = Hash(userId, purpose, code),
            Payload = payload,
            CreatedAt = now,
            ExpiresAt = now.AddMinutes(Minutes),
        });
        return code;
    }

    /// <summary>Uses the code up when it is the right one, and counts the guess when not. The caller saves and commits in both cases.</summary>
    /// <returns>Null when it is wrong, used, expired, guessed at too often, or of another purpose.</returns>
    public async Task<UserCode?> RedeemAsync(Guid userId, CodePurpose purpose, string code, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var hash = Hash(userId, purpose, code);
        var live = await Live(userId, purpose).SingleOrDefaultAsync(c => c.ExpiresAt > now, cancellationToken);
        if (live is null)
        {
            return null;
        }

        if (CryptographicOperations.FixedTimeEquals(live.CodeHash, hash))
        {
            live.UsedAt = now;
            return live;
        }

        live.Attempts++;
        live.RevokedAt = live.Attempts >= MaxAttempts ? now : null;
        return null;
    }

    /// <summary>Ends the code that is good now, if there is one.</summary>
    public Task<int> RevokeAsync(Guid userId, CodePurpose purpose, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return Live(userId, purpose).ExecuteUpdateAsync(set => set.SetProperty(c => c.RevokedAt, now), cancellationToken);
    }

    /// <summary>Ends every code of an account: those that went to an address that is not its own any more.</summary>
    public Task<int> RevokeAllAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.UserCodes.Where(c => c.UserId == userId && c.UsedAt == null && c.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.RevokedAt, now), cancellationToken);
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private IQueryable<UserCode> Live(Guid userId, CodePurpose purpose) =>
        db.UserCodes.Where(c => c.UserId == userId && c.Purpose == purpose && c.UsedAt == null && c.RevokedAt == null);

    // As people type it: in any case, with spaces or dashes.
    private byte[] Hash(Guid userId, CodePurpose purpose, string code)
    {
        var typed = new string([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);
        return HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{userId:n}\n{StatusNames.Of(purpose)}\n{typed}"));
    }
}
