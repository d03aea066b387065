using System.Security.Cryptography;
using Gova.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Connections;

/// <summary>Ends at Discord what an account that is erased has granted there.</summary>
internal sealed partial class RevokeConnections(
    IServiceScopeFactory scopes, IOptions<DiscordOauthOptions> options, ILogger<RevokeConnections> logger)
{
    /// <returns>Whether nothing is left; false while Discord cannot be asked.</returns>
    public async Task<bool> ExecuteAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (db, tokens, discord) = (
            scope.ServiceProvider.GetRequiredService<GovaDbContext>(), scope.ServiceProvider.GetRequiredService<ConnectionTokens>(),
            scope.ServiceProvider.GetRequiredService<DiscordOauthClient>());
        foreach (var connection in await db.PlatformConnections.AsNoTracking().Where(c => c.UserId == userId).ToListAsync(cancellationToken))
        {
            try
            {
                // Without an application there is nobody to revoke as.
                if (options.Value.IsConfigured && tokens.Revocable(connection) is { } token)
                {
                    await discord.RevokeAsync(token, cancellationToken);
                }
            }
            catch (CryptographicException e)
            {
                Log.Unreadable(logger, e);
            }
            catch (DiscordUnavailableException e)
            {
                Log.NotRevoked(logger, e);
                return false;
            }

            // Whatever was got meanwhile is revoked by whoever finds its row gone.
            await db.PlatformConnections.Where(c => c.ConnectionId == connection.ConnectionId).ExecuteDeleteAsync(cancellationToken);
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The Discord tokens of an erased account cannot be read, so nobody can use or revoke them")]
        public static partial void Unreadable(ILogger logger, Exception error);

        [LoggerMessage(LogLevel.Warning, "The Discord tokens of an erased account could not be revoked; it is tried again")]
        public static partial void NotRevoked(ILogger logger, Exception error);
    }
}
