using System.Net.Mail;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Emails;
using Gova.Data.Teams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Api.Features.Teams;

internal static class Invite
{
    private const int MaxEmail = 320;
    private const int MaxOpen = 50;

    /// <param name="Email">Whose account may accept it, once that address is proven.</param>
    /// <param name="Role">Only the owner invites admins.</param>
    internal sealed record Request(string? Email, ModeratorRole? Role);

    /// <summary>
    /// Invites somebody to the team by email. The invitation is good for seven days. Whether the address is that of an account, or of
    /// somebody in the team, makes no difference: only who accepts is told.
    /// </summary>
    public static async Task<Results<Created<InvitationResponse>, ValidationProblem, ProblemHttpResult>> Handle(
        Guid id, Request request, ClaimsPrincipal user, HttpContext http, GovaDbContext db, AttemptLimits limits, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .Require(IsAddress(request.Email), "email", "must be an e-mail address")
            .Require(request.Role is not null, "role", "must be viewer, reviewer or admin");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var role = request.Role!.Value;
        var moderators = TeamRights.ModeratorsWhose(db, user.Id(), role);
        if (await moderators.Where(m => m.ModeratorId == id).Select(m => m.Name).SingleOrDefaultAsync(cancellationToken) is not { } name)
        {
            return await db.RefuseModeratorAsync(id, user.Id(), cancellationToken);
        }

        var (email, now) = (request.Email!.Trim().ToLowerInvariant(), time.GetUtcNow());
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // What nobody answered in time makes room for another.
        await db.Invitations.Where(i => i.ModeratorId == id && i.ExpiresAt <= now).Where(InvitationResponse.IsOpen)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.RevokedAt, now), cancellationToken);
        if (await db.Invitations.Where(i => i.ModeratorId == id).Where(InvitationResponse.IsOpen).CountAsync(cancellationToken) >= MaxOpen)
        {
            return Problems.Result(Problems.TooManyInvitations, $"Up to {MaxOpen} may wait for an answer: revoke some, or wait.");
        }

        if ((limits.Take(AddressLimits.Invitation, email) ?? limits.Take(AddressLimits.Inviter, $"{user.Id()}")) is { } wait)
        {
            return Problems.TooMany(http, wait);
        }

        var token = InvitationToken.New();
        var invitation = new Invitation
        {
            InvitationId = Guid.CreateVersion7(now),
            ModeratorId = id,
            Email = email,
            Role = role,
            TokenHash = InvitationToken.Hash(token),
            InvitedBy = user.Id(),
            CreatedAt = now,
            ExpiresAt = now + InvitationToken.Lifetime,
        };
        db.Invitations.Add(invitation);
        var inviter = await db.Users.Where(u => u.UserId == user.Id()).Select(u => u.Username).SingleAsync(cancellationToken);
        EmailQueue.Add(db, email, new TeamInvitation(inviter, name, StatusNames.Of(role), token, invitation.ExpiresAt), now);
        // Without the address: the log outlives what an erasure takes.
        await AuditLog.AddAsync(
            db, http, "member.invited", AuditTarget.Of(id, "invitation", invitation.InvitationId), null, new { role }, cancellationToken);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { ConstraintName: "ux_invitations_open" })
        {
            return Problems.Result(Problems.AlreadyInvited);
        }

        await transaction.CommitAsync(cancellationToken);
        var response = new InvitationResponse(invitation.InvitationId, email, role, inviter, now, invitation.ExpiresAt);
        return TypedResults.Created($"/moderators/{id}/invitations", response);
    }

    private static bool IsAddress(string? email) =>
        email is { Length: <= MaxEmail } && !email.Any(char.IsControl)
        && MailAddress.TryCreate(email, out var parsed) && parsed.Address == email.Trim();
}
