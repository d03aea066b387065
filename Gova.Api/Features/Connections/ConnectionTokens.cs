using Gova.Data;
using Gova.Data.Connections;
using Gova.Data.Encryption;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Connections;

/// <summary>The tokens of linked Discord accounts: encrypted where they rest, and refreshed before they are over.</summary>
internal sealed class ConnectionTokens(GovaDbContext db, DiscordOauthClient discord, Encryptor encryptor, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>An access token that Discord takes, as far as is known.</summary>
    /// <returns>Null when the account is not linked, or must be linked anew.</returns>
    public async Task<string?> FindAsync(Guid userId, CancellationToken cancellationToken)
    {
        var connection = await Of(userId).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return connection is null || connection.Status == ConnectionStatus.Broken ? null
            : connection.ExpiresAt - Margin > time.GetUtcNow() ? Access(connection)
            : await RefreshAsync(userId, cancellationToken);
    }

    /// <summary>Notes that Discord takes the tokens no more.</summary>
    public Task BreakAsync(Guid userId, CancellationToken cancellationToken) => Of(userId).ExecuteUpdateAsync(
        set => set.SetProperty(c => c.Status, ConnectionStatus.Broken).SetProperty(c => c.UpdatedAt, time.GetUtcNow()), cancellationToken);

    public void Store(PlatformConnection connection, DiscordTokens tokens)
    {
        var access = encryptor.Encrypt(tokens.AccessToken, Purposes.ConnectionAccessToken, connection.UserId);
        connection.AccessToken = access.Bytes;
        connection.RefreshToken = tokens.RefreshToken is null
            ? null
            : encryptor.Encrypt(tokens.RefreshToken, Purposes.ConnectionRefreshToken, connection.UserId).Bytes;
        connection.KeyId = access.KeyId;
        connection.Scopes = tokens.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        connection.ExpiresAt = time.GetUtcNow().AddSeconds(tokens.ExpiresIn);
        connection.UpdatedAt = time.GetUtcNow();
        connection.Status = ConnectionStatus.Active;
    }

    /// <summary>The token to revoke, which ends both; null when neither can be read any more.</summary>
    public string? Revocable(PlatformConnection connection) =>
        Refresh(connection) ?? (connection.Status == ConnectionStatus.Active ? Access(connection) : null);

    private async Task<string?> RefreshAsync(Guid userId, CancellationToken cancellationToken)
    {
        // A refresh token is good once: whoever holds the row asks, and the others find what it got, in whichever process they are.
        await using var transaction = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
        var connection = await db.PlatformConnections
            .FromSql($"SELECT *, xmin FROM platform_connections WHERE user_id = {userId} AND platform = 'discord' FOR UPDATE")
            .SingleOrDefaultAsync(cancellationToken);
        if (connection is null || connection.Status == ConnectionStatus.Broken)
        {
            return null;
        }

        if (connection.ExpiresAt - Margin <= time.GetUtcNow())
        {
            if (Refresh(connection) is { } refresh && await discord.RefreshAsync(refresh, cancellationToken) is { } tokens)
            {
                Store(connection, tokens);
            }
            else
            {
                connection.Status = ConnectionStatus.Broken;
                connection.UpdatedAt = time.GetUtcNow();
            }

            await db.SaveChangesAsync(cancellationToken);
        }

        if (transaction is not null)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return connection.Status == ConnectionStatus.Active ? Access(connection) : null;
    }

    private IQueryable<PlatformConnection> Of(Guid userId) =>
        db.PlatformConnections.Where(c => c.UserId == userId && c.Platform == DiscordConnection.Platform);

    private string Access(PlatformConnection c) =>
        encryptor.Decrypt(new EncryptedText(c.AccessToken, c.KeyId), Purposes.ConnectionAccessToken, c.UserId);

    private string? Refresh(PlatformConnection c) => c.RefreshToken is null
        ? null
        : encryptor.Decrypt(new EncryptedText(c.RefreshToken, c.KeyId), Purposes.ConnectionRefreshToken, c.UserId);
}
