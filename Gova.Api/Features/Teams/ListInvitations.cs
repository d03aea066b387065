using System.Security.Claims;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Teams;

internal static class ListInvitations
{
    /// <summary>The invitations that wait for an answer, newest first; those that have expired among them, until they are sent again or revoked.</summary>
    public static Task<Results<Ok<Paged<InvitationResponse>>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, [AsParameters] Paging paging, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken) =>
        paging.ReadForAdminAsync(
            db, id, user,
            db.Invitations.AsNoTracking().Where(i => i.ModeratorId == id).Where(InvitationResponse.IsOpen)
                .OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.InvitationId).Select(InvitationResponse.FromRow(db)),
            row => row, cancellationToken);
}
