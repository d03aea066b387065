using Gova.Data;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Auth;

/// <summary>
/// Whether a sign-in is still good. An access token is refused from the moment its session ends: at once by the process that
/// ended it, within <see cref="Delay"/> by every other.
/// </summary>
internal sealed class LiveSessions(IDbContextFactory<GovaDbContext> contexts, TimeProvider time)
{
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);

    private readonly ShortCache<Guid, (Guid UserId, bool IsLive)> _known = new(time, Delay);

    public async Task<bool> ContainsAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken)
    {
        if (_known.TryGet(sessionId, out var known))
        {
            return known.IsLive && known.UserId == userId;
        }

        var (now, removals) = (time.GetUtcNow(), _known.Removals);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var isLive = await db.UserSessions.AnyAsync(
            s => s.FamilyId == sessionId && s.UserId == userId && s.RotatedAt == null && s.RevokedAt == null && s.ExpiresAt > now, cancellationToken);
        _known.Set(sessionId, (userId, isLive), removals);
        return isLive;
    }

    /// <summary>After the end of a session is committed.</summary>
    public void Forget(Guid sessionId) => _known.Remove(sessionId);

    /// <summary>After the end of an account's sessions is committed.</summary>
    public void ForgetAllOf(Guid userId) => _known.RemoveAll(known => known.UserId == userId);
}
