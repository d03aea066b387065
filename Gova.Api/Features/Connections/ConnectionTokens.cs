using Gova.Data;
using Gova.Data.Connections;
using Gova.Data.Encryption;
using Microsoft.EntityFrameworkCore;

namespace Gova.Api.Features.Connections;

/// <summary>
/// The tokens of linked Discord accounts: encrypted where they rest, and refreshed before they are over. Discord is asked outside
/// of transactions: however slowly it answers, no row is held meanwhile.
/// </summary>
internal sealed class ConnectionTokens(GovaDbContext db, DiscordOauthClient discord, Encryptor encryptor, TimeProvider time)
{
    /// <summary>Longer than Discord may take to answer: whoever refreshes has died.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>An access token that Discord takes, as far as is known.</summary>
    /// <returns>Null when the account is not linked, or must be linked anew.</returns>
    public async Task<string?> FindAsync(Guid userId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = await Of(userId).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
            if (seen is null || seen.Status == ConnectionStatus.Broken)
            {
                return null;
            }

            if (!seen.IsRefreshing && seen.ExpiresAt - Margin > time.GetUtcNow())
            {
                return Access(seen);
            }

            var refreshToken = Refresh(seen);
            if (await TakeTurnAsync(seen, cancellationToken) is { } turn)
            {
                // Whoever asked may go away: Discord takes the old token no more, so the new one must not be lost.
                return await RefreshAsync(seen, refreshToken, turn, CancellationToken.None);
            }

            // Somebody else refreshes, in whichever process.
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    /// <summary>Notes that Discord takes a token no more, unless there is another one since.</summary>
    public async Task BreakAsync(Guid userId, string token, CancellationToken cancellationToken)
    {
        if (await Of(userId).AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { IsRefreshing: false } seen && Access(seen) == token)
        {
            await At(seen, seen.UpdatedAt, seen.AccessToken).ExecuteUpdateAsync(
                set => set.SetProperty(c => c.Status, ConnectionStatus.Broken).SetProperty(c => c.UpdatedAt, time.GetUtcNow()), cancellationToken);
        }
    }

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

    /// <summary>The token to revoke, which ends both; null when neither can be used any more.</summary>
    public string? Revocable(PlatformConnection connection) =>
        Refresh(connection) ?? (connection is { Status: ConnectionStatus.Active, IsRefreshing: false } ? Access(connection) : null);

    /// <summary>A refresh token is good once, so that of many who need it one asks.</summary>
    /// <returns>Since when it is the caller's turn; null when it is somebody else's.</returns>
    private async Task<DateTimeOffset?> TakeTurnAsync(PlatformConnection seen, CancellationToken cancellationToken)
    {
        // As exact as Postgres stores it: it is compared later.
        var now = new DateTimeOffset(time.GetUtcNow().UtcTicks / 10 * 10, TimeSpan.Zero);
        return (seen.IsRefreshing && seen.UpdatedAt + Turn > now)
            || await At(seen, seen.UpdatedAt, seen.AccessToken).ExecuteUpdateAsync(
                set => set.SetProperty(c => c.AccessToken, Array.Empty<byte>()).SetProperty(c => c.UpdatedAt, now), cancellationToken) == 0
            ? null
            : now;
    }

    private async Task<string?> RefreshAsync(
        PlatformConnection connection, string? refreshToken, DateTimeOffset turn, CancellationToken cancellationToken)
    {
        var (before, mine) = (connection.AccessToken, At(connection, turn, []));
        DiscordTokens? tokens;
        try
        {
            tokens = refreshToken is null ? null : await discord.RefreshAsync(refreshToken, cancellationToken);
        }
        catch (DiscordUnavailableException)
        {
            // Where the keys were rotated meanwhile it stays empty, and the next one's turn comes.
            await mine.Where(c => c.KeyId == connection.KeyId)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.AccessToken, before), cancellationToken);
            throw;
        }

        if (tokens is null)
        {
            await mine.ExecuteUpdateAsync(set => set.SetProperty(c => c.Status, ConnectionStatus.Broken), cancellationToken);
            return null;
        }

        Store(connection, tokens);
        if (await mine.ExecuteUpdateAsync(
            set => set.SetProperty(c => c.AccessToken, connection.AccessToken).SetProperty(c => c.RefreshToken, connection.RefreshToken)
                .SetProperty(c => c.KeyId, connection.KeyId).SetProperty(c => c.Scopes, connection.Scopes)
                .SetProperty(c => c.ExpiresAt, connection.ExpiresAt).SetProperty(c => c.UpdatedAt, connection.UpdatedAt),
            cancellationToken) > 0)
        {
            return tokens.AccessToken;
        }

        // Unlinked meanwhile, so nobody would ever revoke these. Where it is linked again that would end the new link.
        if (!await db.PlatformConnections.AnyAsync(
            c => c.Platform == connection.Platform && c.PlatformUserId == connection.PlatformUserId, cancellationToken))
        {
            await discord.RevokeAsync(tokens.AccessToken, cancellationToken);
        }

        return null;
    }

    private IQueryable<PlatformConnection> Of(Guid userId) =>
        db.PlatformConnections.Where(c => c.UserId == userId && c.Platform == DiscordConnection.Platform);

    /// <summary>The row, if it still is as it was.</summary>
    private IQueryable<PlatformConnection> At(PlatformConnection connection, DateTimeOffset updatedAt, byte[] accessToken) =>
        db.PlatformConnections.Where(c => c.ConnectionId == connection.ConnectionId && c.UpdatedAt == updatedAt && c.AccessToken == accessToken);

    private string Access(PlatformConnection c) =>
        encryptor.Decrypt(new EncryptedText(c.AccessToken, c.KeyId), Purposes.ConnectionAccessToken, c.UserId);

    private string? Refresh(PlatformConnection c) => c.RefreshToken is null
        ? null
        : encryptor.Decrypt(new EncryptedText(c.RefreshToken, c.KeyId), Purposes.ConnectionRefreshToken, c.UserId);
}
