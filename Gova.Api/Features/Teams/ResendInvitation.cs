using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Emails;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Teams;

internal static class ResendInvitation
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromMinutes(1);

    /// <summary>Sends an invitation again, good for another seven days. What was sent before is not any more.</summary>
    public static async Task<Results<Ok<InvitationResponse>, ProblemHttpResult>> Handle(
        Guid id,
        [FromRoute(Name = "invitation_id")] Guid invitationId,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        AttemptLimits limits,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Locked: of two at once, the second sees that it has just been sent.
        var invitation = await db.Invitations.FromSql($"SELECT * FROM invitations WHERE invitation_id = {invitationId} FOR UPDATE")
            .Where(i => i.ModeratorId == id).Where(InvitationResponse.IsOpen).SingleOrDefaultAsync(cancellationToken);
        var role = invitation?.Role ?? ModeratorRole.Viewer;
        var name = await TeamRights.ModeratorsWhose(db, user.Id(), role).Where(m => m.ModeratorId == id)
            .Select(m => m.Name).SingleOrDefaultAsync(cancellationToken);
        if (name is null)
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        if (invitation is null)
        {
            return Problems.Result(Problems.NotFound);
        }

        var now = time.GetUtcNow();
        if (now - (invitation.ExpiresAt - InvitationToken.Lifetime) < MinInterval)
        {
            http.Response.Headers.RetryAfter = $"{(int)MinInterval.TotalSeconds}";
            return Problems.Result(Problems.RateLimited, "It was sent within the last minute.");
        }

        if ((limits.Take(AddressLimits.Invitation, invitation.Email) ?? limits.Take(AddressLimits.Inviter, $"{user.Id()}")) is { } wait)
        {
            return Problems.TooMany(http, wait);
        }

        var (token, before) = (InvitationToken.New(), invitation.ExpiresAt);
        invitation.TokenHash = InvitationToken.Hash(token);
        invitation.ExpiresAt = now + InvitationToken.Lifetime;
        var inviter = await db.Users.Where(u => u.UserId == user.Id()).Select(u => u.Username).SingleAsync(cancellationToken);
        EmailQueue.Add(db, invitation.Email, new TeamInvitation(inviter, name, StatusNames.Of(role), token, invitation.ExpiresAt), now);
        await AuditLog.AddAsync(
            db, http, "invitation.resent", AuditTarget.Of(id, "invitation", invitationId),
            new { ExpiresAt = before }, new { invitation.ExpiresAt }, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var response = db.Invitations.Where(i => i.InvitationId == invitationId).Select(InvitationResponse.FromRow(db));
        return TypedResults.Ok(await response.SingleAsync(cancellationToken));
    }
}
