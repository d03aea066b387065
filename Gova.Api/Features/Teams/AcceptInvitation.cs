using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Teams;

internal static class AcceptInvitation
{
    /// <param name="Token">From the email.</param>
    /// <param name="InvitationId">Or from the list of one's invitations; one of the two.</param>
    internal sealed record Request(string? Token = null, Guid? InvitationId = null);

    /// <param name="ModeratorId">The moderator that the account helps with from now on.</param>
    internal sealed record Response(Guid ModeratorId, ModeratorRole Role);

    /// <summary>Joins a team. Only the account whose proven address was invited can.</summary>
    public static async Task<Results<Ok<Response>, ValidationProblem, ProblemHttpResult>> Handle(
        Request request, ClaimsPrincipal user, HttpContext http, GovaDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors().Require(
            request.Token is null != request.InvitationId is null && request.Token is null or { Length: <= 100 },
            "token", "either this or invitation_id is required");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var now = time.GetUtcNow();
        var hash = request.Token is null ? null : InvitationToken.Hash(request.Token);
        var account = await db.Users.Where(u => u.UserId == user.Id() && u.DeletedAt == null)
            .Select(u => new { u.Email, u.IsVerified }).SingleOrDefaultAsync(cancellationToken);
        if (account is null)
        {
            return Problems.Result(Problems.Unauthenticated);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var open = db.Invitations.Where(i => i.Email == account.Email && i.ExpiresAt > now).Where(InvitationResponse.IsOpen)
            .Where(i => hash == null ? i.InvitationId == request.InvitationId : i.TokenHash == hash);
        var invitation = await open.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (invitation is null)
        {
            return Problems.Result(Problems.NotFound, "There is no such invitation to this account's address, or no longer.");
        }

        if (!account.IsVerified)
        {
            return Problems.Result(Problems.EmailNotVerified);
        }

        // Of two who accept or revoke at once, the second changes nothing.
        var accepted = await open.ExecuteUpdateAsync(
            set => set.SetProperty(i => i.AcceptedAt, now).SetProperty(i => i.AcceptedBy, user.Id()), cancellationToken);
        if (accepted == 0 || await db.RoleOfAsync(invitation.ModeratorId, user.Id(), cancellationToken) is not null)
        {
            return Problems.Result(accepted == 0 ? Problems.ConcurrentChange : Problems.AlreadyInTeam);
        }

        db.ModeratorMembers.Add(new ModeratorMember
        {
            ModeratorId = invitation.ModeratorId,
            UserId = user.Id(),
            Role = invitation.Role,
            AddedBy = invitation.InvitedBy,
            AddedAt = now,
        });
        await AuditLog.AddAsync(
            db, http, "member.joined", TeamAudit.Member(invitation.ModeratorId, user.Id()), null, new { invitation.Role }, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(new Response(invitation.ModeratorId, invitation.Role));
    }
}
