using System.Linq.Expressions;
using Gova.Data;
using Gova.Data.Accounts;

namespace Gova.Api.Features.Sessions;

/// <summary>A sign-in that is still good.</summary>
/// <param name="CreatedAt">When it was signed in.</param>
/// <param name="LastUsedAt">When it was last refreshed.</param>
/// <param name="ExpiresAt">When it ends unless it is refreshed before.</param>
/// <param name="IsCurrent">Whether it is the one that asks.</param>
internal sealed record SessionResponse(
    Guid SessionId, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, string? IpAddress, string? UserAgent, bool IsCurrent)
{
    /// <summary>The last row of a session that has not ended.</summary>
    public static Expression<Func<UserSession, bool>> IsLive(Guid userId, DateTimeOffset now) =>
        s => s.UserId == userId && s.RotatedAt == null && s.RevokedAt == null && s.ExpiresAt > now;

    public static SessionResponse From(UserSession session, Guid current) => new(
        session.FamilyId, session.FamilyId.CreatedAt(), session.LastUsedAt, session.ExpiresAt, session.IpAddress?.ToString(),
        session.UserAgent, session.FamilyId == current);
}
