using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Teams;

internal static class ListInvitations
{
    /// <summary>The invitations that wait for an answer, newest first; those that have expired among them, until they are sent again or revoked.</summary>
    public static async Task<Results<Ok<Paged<InvitationResponse>>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, [AsParameters] Paging paging, ClaimsPrincipal user, GovaDbContext db, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (!await db.ModeratorsOf(user.Id(), ModeratorRole.Admin).AnyAsync(m => m.ModeratorId == id, cancellationToken))
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        var ordered = db.Invitations.AsNoTracking().Where(i => i.ModeratorId == id).Where(InvitationResponse.IsOpen)
            .OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.InvitationId).Select(InvitationResponse.FromRow(db));
        return TypedResults.Ok(await paging.ReadAsync(ordered, row => row, cancellationToken));
    }
}
