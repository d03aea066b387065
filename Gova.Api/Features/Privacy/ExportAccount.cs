using System.Security.Claims;
using System.Text.Json;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Gova.Data.Audit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Privacy;

internal static class ExportAccount
{
    private const int Most = 10_000;

    /// <summary>What others are, or what is about them.</summary>
    private static readonly string[] OfOthers = ["platform_user", "action", "member", "invitation", "alert"];

    /// <summary>Everything that is kept of an account, but no secrets. Of its communities' members each moderator has an export.</summary>
    internal sealed record Response(
        Account Account, IReadOnlyList<Session> Sessions, IReadOnlyList<Key> ApiKeys, IReadOnlyList<Connection> Connections,
        IReadOnlyList<OwnModerator> Moderators, IReadOnlyList<Membership> Memberships, IReadOnlyList<Subscribed> Subscriptions,
        IReadOnlyList<CheckedOut> Checkouts, IReadOnlyList<Used> Usage, IReadOnlyList<Mail> Emails, IReadOnlyList<Entry> AuditLog);

    internal sealed record Account(
        Guid UserId, string Username, string Email, bool IsVerified, string PricingTier, DateTimeOffset CreatedAt, DateTimeOffset? PasswordChangedAt,
        string? StripeCustomerId);

    internal sealed record Session(DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, string? IpAddress, string? UserAgent);

    internal sealed record Key(string Name, string Prefix, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

    internal sealed record Connection(string Platform, string PlatformUserId, string Name, IReadOnlyList<string> Scopes, DateTimeOffset LinkedAt);

    internal sealed record OwnModerator(
        Guid ModeratorId, string Name, string? Description, string Platform, string PlatformServerId, JsonElement Conf, DateTimeOffset CreatedAt);

    internal sealed record Membership(Guid ModeratorId, string Role, DateTimeOffset AddedAt);

    internal sealed record Subscribed(
        string SubscriptionId, string Status, string Interval, DateTimeOffset CreatedAt, DateTimeOffset CurrentPeriodStart,
        DateTimeOffset CurrentPeriodEnd, DateTimeOffset? TrialEnd, bool CancelAtPeriodEnd, DateTimeOffset? EndedAt);

    internal sealed record CheckedOut(string Interval, string Status, string? SessionId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

    internal sealed record Used(DateOnly Day, long Messages, long Refused, long ModelTokens, decimal ModelCost);

    internal sealed record Mail(string Recipient, string Template, string Status, DateTimeOffset CreatedAt, DateTimeOffset? SentAt);

    internal sealed record Entry(
        DateTimeOffset At, string Action, string TargetKind, string? TargetId, JsonElement? Before, JsonElement? After, string? IpAddress);

    /// <summary>
    /// Everything that is kept of your account. Of what you did to others, in teams and communities, it tells that you did, and their
    /// ids. Of long lists it holds the newest 10,000 entries.
    /// </summary>
    public static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        ClaimsPrincipal user, HttpContext http, GovaDbContext db, CancellationToken cancellationToken)
    {
        var id = user.Id();
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.UserId == id && u.DeletedAt == null, cancellationToken) is not { } account)
        {
            return Problems.Result(Problems.Unauthenticated);
        }

        await Audit.AuditLog.AddAsync(db, http, "account.exported", AuditTarget.Account(id), null, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(new Response(
            new Account(
                id, account.Username, account.Email, account.IsVerified, account.PricingTier.ToString().ToUpperInvariant(), account.CreatedAt,
                account.PasswordChangedAt, account.StripeCustomerId),
            await db.UserSessions.AsNoTracking().Where(s => s.UserId == id).OrderByDescending(s => s.CreatedAt).Take(Most)
                .Select(s => new Session(s.CreatedAt, s.LastUsedAt, s.ExpiresAt, s.IpAddress == null ? null : s.IpAddress.ToString(), s.UserAgent))
                .ToListAsync(cancellationToken),
            await db.ApiKeys.AsNoTracking().Where(k => k.UserId == id)
                .Select(k => new Key(k.Name, k.Prefix, k.Scopes, k.CreatedAt, k.LastUsedAt)).ToListAsync(cancellationToken),
            await db.PlatformConnections.AsNoTracking().Where(c => c.UserId == id)
                .Select(c => new Connection(c.Platform, c.PlatformUserId, c.Name, c.Scopes, c.LinkedAt)).ToListAsync(cancellationToken),
            await db.Moderators.AsNoTracking().Where(m => m.UserId == id)
                .Select(m => new OwnModerator(
                    m.ModeratorId, m.Name, m.Description, m.Platform, m.PlatformServerId, Json.Stored(m.Conf), m.CreatedAt)).ToListAsync(cancellationToken),
            await db.ModeratorMembers.AsNoTracking().Where(m => m.UserId == id)
                .Select(m => new Membership(m.ModeratorId, StatusNames.Of(m.Role), m.AddedAt)).ToListAsync(cancellationToken),
            await db.Subscriptions.AsNoTracking().Where(s => s.UserId == id).OrderByDescending(s => s.CreatedAt).Take(Most)
                .Select(s => new Subscribed(
                    s.SubscriptionId, StatusNames.Of(s.Status), s.Interval, s.CreatedAt, s.CurrentPeriodStart, s.CurrentPeriodEnd, s.TrialEnd,
                    s.CancelAtPeriodEnd, s.EndedAt)).ToListAsync(cancellationToken),
            await db.Checkouts.AsNoTracking().Where(c => c.UserId == id).OrderByDescending(c => c.CreatedAt).Take(Most)
                .Select(c => new CheckedOut(c.Interval, StatusNames.Of(c.Status), c.SessionId, c.CreatedAt, c.ExpiresAt)).ToListAsync(cancellationToken),
            await db.AccountUsage.AsNoTracking().Where(u => u.UserId == id).OrderByDescending(u => u.Day).Take(Most)
                .Select(u => new Used(u.Day, u.Messages, u.Refused, u.ModelTokens, u.ModelCost)).ToListAsync(cancellationToken),
            await db.Emails.AsNoTracking().Where(e => e.UserId == id).OrderByDescending(e => e.CreatedAt).Take(Most)
                .Select(e => new Mail(e.Recipient, e.Template, StatusNames.Of(e.Status), e.CreatedAt, e.SentAt)).ToListAsync(cancellationToken),
            (await db.AuditLog.AsNoTracking().Where(e => e.AccountUserId == id || e.ActorUserId == id).OrderByDescending(e => e.At).Take(Most)
                .ToListAsync(cancellationToken)).ConvertAll(e => Show(e, id))));
    }

    /// <summary>Where others are the target, what was changed is about them; where others did it, whence is.</summary>
    private static Entry Show(AuditEntry e, Guid id)
    {
        var isTheirs = OfOthers.Contains(e.TargetKind) && e.AccountUserId != id;
        return new Entry(
            e.At, e.Action, e.TargetKind, e.TargetId, isTheirs ? null : Json.StoredOrNull(e.Before), isTheirs ? null : Json.StoredOrNull(e.After),
            e.ActorUserId == id ? e.IpAddress?.ToString() : null);
    }
}
