using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gova.Api.Features.Teams;

/// <summary>An invitation, as the one who is invited sees it.</summary>
/// <param name="Moderator">The moderator's name.</param>
internal sealed record MyInvitationResponse(
    Guid InvitationId, Guid ModeratorId, string Moderator, ModeratorRole Role, string? InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

internal static class ListMyInvitations
{
    /// <summary>The invitations to the account's address that can be accepted now, newest first; none until the address is proven.</summary>
    public static async Task<Results<Ok<Paged<MyInvitationResponse>>, ValidationProblem>> Handle(
        [AsParameters] Paging paging, ClaimsPrincipal user, GovaDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        paging.Check(errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var now = time.GetUtcNow();
        var ordered =
            from i in db.Invitations.Where(InvitationResponse.IsOpen)
            join u in db.Users on i.Email equals u.Email
            join m in db.Moderators on i.ModeratorId equals m.ModeratorId
            where u.UserId == user.Id() && u.IsVerified && i.ExpiresAt > now
            orderby i.CreatedAt descending, i.InvitationId descending
            select new MyInvitationResponse(
                i.InvitationId, i.ModeratorId, m.Name, i.Role,
                db.Users.Where(inviter => inviter.UserId == i.InvitedBy).Select(inviter => inviter.Username).FirstOrDefault(), i.CreatedAt, i.ExpiresAt);
        return TypedResults.Ok(await paging.ReadAsync(ordered, row => row, cancellationToken));
    }
}
