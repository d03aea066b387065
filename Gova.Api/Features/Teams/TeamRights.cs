using Gova.Data;
using Gova.Data.Moderators;
using Gova.Data.Teams;

namespace Gova.Api.Features.Teams;

/// <summary>Who may give and take which role: admins those below their own, the owner each.</summary>
internal static class TeamRights
{
    /// <summary>The moderators where the account may give and take that role.</summary>
    public static IQueryable<Moderator> ModeratorsWhose(GovaDbContext db, Guid userId, ModeratorRole role) =>
        role == ModeratorRole.Admin ? db.ModeratorsOwnedBy(userId) : db.ModeratorsAdministrableBy(userId);
}
