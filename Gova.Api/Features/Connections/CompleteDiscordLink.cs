using System.ComponentModel;
using System.Security.Claims;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Data;
using Gova.Data.Connections;
using Gova.Data.Encryption;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Api.Features.Connections;

internal static class CompleteDiscordLink
{
    /// <summary>
    /// Where Discord's page leads back to: completes the link that this browser began, and sends it on with <c>connected=discord</c>,
    /// or with <c>connection_error</c>: <c>denied</c>, <c>expired</c> (begin anew), <c>unavailable</c> or <c>taken</c> (by another account).
    /// </summary>
    public static async Task<RedirectHttpResult> Handle(
        [Description("From Discord.")] string? code,
        [Description("From Discord.")] string? state,
        [Description("From Discord, when the user did not agree.")] string? error,
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        DiscordOauthClient discord,
        ConnectionTokens tokens,
        Encryptor encryptor,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var browser = http.Request.Cookies[LinkDiscord.Cookie] ?? "";
        http.Response.Cookies.Delete(LinkDiscord.Cookie, LinkDiscord.CookieOptions(http, expires: null));
        var (hash, now) = (LinkDiscord.Hash(state ?? "", browser), time.GetUtcNow());
        var open = db.OauthStates.Where(s => s.StateHash == hash && s.UsedAt == null && s.ExpiresAt > now);
        var started = await open.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        // Used before anything is asked: of two who come with it at once, one goes on.
        if (started is null || (user.Identity?.IsAuthenticated == true && user.Id() != started.UserId)
            || await open.ExecuteUpdateAsync(set => set.SetProperty(s => s.UsedAt, now), cancellationToken) == 0)
        {
            return Back(started?.Redirect, "connection_error", "expired");
        }

        if (error is not null || string.IsNullOrEmpty(code))
        {
            return Back(started.Redirect, "connection_error", "denied");
        }

        try
        {
            var verifier = encryptor.Decrypt(new(started.CodeVerifier, started.KeyId), Purposes.OauthVerifier, started.UserId);
            var granted = await discord.ExchangeAsync(code, verifier, cancellationToken);
            var identity = granted is null ? null : await discord.IdentityAsync(granted.AccessToken, cancellationToken);
            if (identity is null)
            {
                return Back(started.Redirect, "connection_error", "expired");
            }

            await StoreAsync(db, http, tokens, started.UserId, identity, granted!, now, cancellationToken);
            return Back(started.Redirect, "connected", "discord");
        }
        catch (DiscordUnavailableException)
        {
            return Back(started.Redirect, "connection_error", "unavailable");
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Back(started.Redirect, "connection_error", "taken");
        }
    }

    private static async Task StoreAsync(
        GovaDbContext db, HttpContext http, ConnectionTokens tokens, Guid userId, DiscordIdentity identity, DiscordTokens granted,
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.PlatformConnections.Where(c => c.UserId == userId && c.Platform == DiscordConnection.Platform).ExecuteDeleteAsync(cancellationToken);
        var connection = new PlatformConnection
        {
            ConnectionId = Guid.CreateVersion7(now),
            UserId = userId,
            Platform = DiscordConnection.Platform,
            PlatformUserId = identity.Id,
            Name = identity.GlobalName ?? identity.Username,
            Avatar = identity.Avatar,
            LinkedAt = now,
        };
        tokens.Store(connection, granted);
        db.PlatformConnections.Add(connection);
        await AuditLog.AddAsync(
            db, http, "connection.linked", AuditTarget.OfAccount(userId, "connection", $"{connection.ConnectionId}"), null,
            new { connection.Platform, connection.PlatformUserId }, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static RedirectHttpResult Back(string? path, string name, string value) =>
        TypedResults.Redirect(QueryHelpers.AddQueryString(path ?? "/", name, value));
}
