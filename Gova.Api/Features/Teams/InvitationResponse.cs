using System.Linq.Expressions;
using Gova.Data;
using Gova.Data.Teams;

namespace Gova.Api.Features.Teams;

/// <summary>An invitation that waits for an answer, as the team's admins see it.</summary>
/// <param name="InvitedBy">The name of the account that invites; null when it is gone.</param>
internal sealed record InvitationResponse(
    Guid InvitationId, string Email, ModeratorRole Role, string? InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>Those that are neither accepted nor revoked.</summary>
    public static readonly Expression<Func<Invitation, bool>> IsOpen = i => i.AcceptedAt == null && i.RevokedAt == null;

    public static Expression<Func<Invitation, InvitationResponse>> FromRow(GovaDbContext db) => i => new InvitationResponse(
        i.InvitationId, i.Email, i.Role, db.Users.Where(u => u.UserId == i.InvitedBy).Select(u => u.Username).FirstOrDefault(),
        i.CreatedAt, i.ExpiresAt);
}
