using System.Buffers.Text;
using System.Security.Cryptography;
using Gova.Data;
using Gova.Data.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace Gova.Api.Auth;

/// <summary>What a sign-in or a refresh hands over.</summary>
/// <param name="Csrf">What a browser proves itself with beside its cookies; null for a client without cookies.</param>
internal sealed record IssuedSession(IssuedToken Access, string RefreshToken, DateTimeOffset RefreshExpiresAt, string? Csrf);

/// <summary>
/// Opens, continues and ends sessions. Whoever changes an account's sessions or codes holds the account's row, so that of what
/// happens at the same moment one waits for the other: no refresh escapes the end of its session.
/// </summary>
internal sealed class SessionStore(
    GovaDbContext db, AccessTokens accessTokens, RefreshTokens refreshTokens, LiveSessions live, IOptions<SessionOptions> options, TimeProvider time)
{
    public static readonly TimeSpan RefreshGrace = TimeSpan.FromSeconds(10);

    private const int MaxUserAgent = 512;

    private readonly List<Action> _afterCommit = [];

    /// <summary>What the client says that it is.</summary>
    public static string? AgentOf(HttpContext http)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        // Half a character cannot be stored.
        return agent.Length == 0 ? null
            : agent.Length <= MaxUserAgent ? agent
            : agent[..(char.IsHighSurrogate(agent[MaxUserAgent - 1]) ? MaxUserAgent - 1 : MaxUserAgent)];
    }

    /// <summary>The account, whose row is held until the transaction ends; null when it is gone.</summary>
    public async Task<User?> HoldAsync(Guid userId, CancellationToken cancellationToken)
    {
        // Not composed, and "no key": rows that refer to the account may be written meanwhile.
        var users = await db.Users.FromSql($"SELECT * FROM users WHERE user_id = {userId} FOR NO KEY UPDATE").ToListAsync(cancellationToken);
        return users.Where(user => user.DeletedAt is null).SingleOrDefault();
    }

    /// <summary>A new session, to be saved by the caller.</summary>
    public IssuedSession Open(User user, HttpContext http)
    {
        var now = time.GetUtcNow();
        var csrf = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        var id = Guid.CreateVersion7(now);
        return Add(user, id, id, RefreshTokens.New(), csrf, now + options.Value.MaxLifetime, http);
    }

    /// <summary>The session goes on with the next token.</summary>
    public IssuedSession Rotate(User user, UserSession session, string token, string? csrf, HttpContext http)
    {
        session.RotatedAt = time.GetUtcNow();
        return Add(
            user, Guid.CreateVersion7(time.GetUtcNow()), session.FamilyId, refreshTokens.After(token), csrf,
            session.FamilyId.CreatedAt() + options.Value.MaxLifetime, http);
    }

    /// <summary>
    /// What <see cref="Rotate"/> handed over a moment ago, for the same browser asking twice; null when it was longer ago, to
    /// another address or program, or the session has gone on since.
    /// </summary>
    public async Task<IssuedSession?> RepeatAsync(
        User user, UserSession rotated, string token, string? csrf, HttpContext http, CancellationToken cancellationToken)
    {
        var next = refreshTokens.After(token);
        var hash = RefreshTokens.Hash(next);
        var successor = await db.UserSessions.SingleOrDefaultAsync(
            s => s.RefreshTokenHash == hash && s.RotatedAt == null && s.RevokedAt == null, cancellationToken);
        return successor is null || time.GetUtcNow() - rotated.RotatedAt > RefreshGrace
            || successor.UserAgent != AgentOf(http) || !Equals(successor.IpAddress, http.Connection.RemoteIpAddress)
            ? null
            : new IssuedSession(accessTokens.Issue(user, rotated.FamilyId, csrf), next, successor.ExpiresAt, csrf);
    }

    /// <summary>
    /// Commits the transaction in which sessions were ended, and only then forgets that they were good: before, another request would
    /// find them good once more, and remember it.
    /// </summary>
    public async Task CommitAsync(IDbContextTransaction transaction, CancellationToken cancellationToken)
    {
        await transaction.CommitAsync(cancellationToken);
        foreach (var action in _afterCommit)
        {
            action();
        }

        _afterCommit.Clear();
    }

    /// <summary>Something else that this process forgets when <see cref="CommitAsync"/> has committed.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>Ends one session in the caller's transaction, which <see cref="CommitAsync"/> commits.</summary>
    /// <returns>Whether there was one to end.</returns>
    public async Task<bool> EndAsync(Guid userId, Guid familyId, SessionEnd reason, CancellationToken cancellationToken)
    {
        var ended = await EndAsync(db.UserSessions.Where(s => s.UserId == userId && s.FamilyId == familyId), reason, cancellationToken);
        AfterCommit(() => live.Forget(familyId));
        return ended;
    }

    /// <summary>Ends all sessions of an account, but one if told so. The same holds.</summary>
    public async Task EndAllAsync(Guid userId, Guid? except, SessionEnd reason, CancellationToken cancellationToken)
    {
        await EndAsync(db.UserSessions.Where(s => s.UserId == userId && s.FamilyId != except), reason, cancellationToken);
        AfterCommit(() => live.ForgetAllOf(userId));
    }

    private async Task<bool> EndAsync(IQueryable<UserSession> sessions, SessionEnd reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await sessions.Where(s => s.RevokedAt == null && s.ExpiresAt > now).ExecuteUpdateAsync(
            set => set.SetProperty(s => s.RevokedAt, now).SetProperty(s => s.RevokedReason, reason), cancellationToken) > 0;
    }

    private IssuedSession Add(User user, Guid id, Guid familyId, string token, string? csrf, DateTimeOffset latest, HttpContext http)
    {
        var now = time.GetUtcNow();
        var idle = now + options.Value.IdleLifetime;
        var expires = idle < latest ? idle : latest;
        db.UserSessions.Add(new UserSession
        {
            SessionId = id,
            UserId = user.UserId,
            FamilyId = familyId,
            RefreshTokenHash = RefreshTokens.Hash(token),
            CsrfHash = csrf is null ? null : RefreshTokens.Hash(csrf),
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = expires,
            IpAddress = http.Connection.RemoteIpAddress,
            UserAgent = AgentOf(http),
        });
        return new IssuedSession(accessTokens.Issue(user, familyId, csrf), token, expires, csrf);
    }
}
