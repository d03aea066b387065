using System.Security.Claims;
using System.Security.Cryptography;
using Gova.Api.Auth;
using Gova.Api.Features.Audit;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Connections;

internal static partial class UnlinkDiscord
{
    /// <summary>
    /// Forgets the account's Discord identity and revokes its tokens there. Moderators that run go on; those that do not are not
    /// started again before an account that may manage the server is linked.
    /// </summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        ClaimsPrincipal user,
        HttpContext http,
        GovaDbContext db,
        DiscordOauthClient discord,
        ConnectionTokens tokens,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var connection = await db.PlatformConnections.SingleOrDefaultAsync(
            c => c.UserId == user.Id() && c.Platform == DiscordConnection.Platform, cancellationToken);
        if (connection is null)
        {
            return Problems.Result(Problems.NotFound);
        }

        try
        {
            if (tokens.Revocable(connection) is { } token)
            {
                await discord.RevokeAsync(token, cancellationToken);
            }
        }
        catch (Exception e) when (e is DiscordUnavailableException or CryptographicException)
        {
            // Whoever wants to be forgotten need not wait for Discord: without us nobody has the tokens.
            Log.NotRevoked(loggers.CreateLogger(typeof(UnlinkDiscord)), e);
        }

        db.PlatformConnections.Remove(connection);
        await AuditLog.AddAsync(
            db, http, "connection.unlinked", AuditTarget.OfAccount(user.Id(), "connection", $"{connection.ConnectionId}"),
            new { connection.Platform, connection.PlatformUserId }, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The tokens of an unlinked Discord account could not be revoked; they are forgotten")]
        public static partial void NotRevoked(ILogger logger, Exception error);
    }
}
