using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Teams;

/// <summary>Somebody in a team.</summary>
/// <param name="Role"><c>owner</c>, <c>admin</c>, <c>reviewer</c> or <c>viewer</c>.</param>
/// <param name="AddedAt">Of the owner: when the moderator was created.</param>
internal sealed record TeamMemberResponse(Guid UserId, string Username, string Role, DateTimeOffset AddedAt);

internal static class ListTeam
{
    /// <summary>Who is in a moderator's team: the owner, then the others in the order in which they joined.</summary>
    public static async Task<Results<Ok<Paged<TeamMemberResponse>>, ValidationProblem, NotFound>> Handle(
        Guid id, [AsParameters] Paging paging, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var owner = await db.ModeratorsOf(user.Id()).Where(m => m.ModeratorId == id)
            .Join(db.Users, m => m.UserId, u => u.UserId, (m, u) => new TeamMemberResponse(u.UserId, u.Username, "owner", m.CreatedAt))
            .SingleOrDefaultAsync(cancellationToken);
        if (owner is null)
        {
            return TypedResults.NotFound();
        }

        // The owner is the first row, which the others' table does not hold.
        var (skip, limit) = (paging.Skip ?? 0, paging.Limit ?? Paging.DefaultLimit);
        var members = db.ModeratorMembers.AsNoTracking().Where(m => m.ModeratorId == id)
            .Join(db.Users, m => m.UserId, u => u.UserId, (m, u) => new { m.UserId, u.Username, m.Role, m.AddedAt });
        var total = 1 + await members.CountAsync(cancellationToken);
        var rows = await members.OrderBy(m => m.AddedAt).ThenBy(m => m.UserId)
            .Skip(Math.Max(skip - 1, 0)).Take(skip == 0 ? limit - 1 : limit).ToListAsync(cancellationToken);
        var page = rows.Select(m => new TeamMemberResponse(m.UserId, m.Username, StatusNames.Of(m.Role), m.AddedAt));
        List<TeamMemberResponse> data = skip == 0 ? [owner, .. page] : [.. page];
        return TypedResults.Ok(new Paged<TeamMemberResponse>((skip / limit) + 1, data.Count, skip + data.Count < total, total, data));
    }
}
