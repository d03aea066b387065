using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Gova.Data.Encryption;

/// <summary>What became of a table's encrypted rows.</summary>
/// <param name="Unreadable">Rows that no configured key reads; they are left as they are.</param>
public sealed record RotationCount(string Table, int Rotated, int Unreadable);

/// <summary>
/// Encrypts anew, with the current key, what other keys have encrypted. Batches are transactions of their own and services go on
/// meanwhile: interrupted, it goes on where it was when it is run again, because what is left still has the old key's id.
/// </summary>
public sealed partial class RotateKeys(NpgsqlDataSource dataSource, Encryptor encryptor, ILogger<RotateKeys> logger)
{
    private const int BatchSize = 100;

    private static readonly EncryptedTable[] Tables =
    [
        new("platform_connections", "connection_id", "user_id",
            [("access_token", Purposes.ConnectionAccessToken), ("refresh_token", Purposes.ConnectionRefreshToken)]),
        new("oauth_states", "state_hash", "user_id", [("code_verifier", Purposes.OauthVerifier)]),
        new("webhook_endpoints", "endpoint_id", "endpoint_id",
            [("secret", Purposes.WebhookSecret), ("previous_secret", Purposes.WebhookSecret)]),
    ];

    /// <returns>The counts of every table that holds something encrypted.</returns>
    public async Task<IReadOnlyList<RotationCount>> ExecuteAsync(CancellationToken cancellationToken)
    {
        var counts = new List<RotationCount>();
        foreach (var table in Tables)
        {
            counts.Add(await RotateAsync(table, cancellationToken));
        }

        counts.Add(await RotateDataProtectionAsync(cancellationToken));
        foreach (var count in counts)
        {
            Log.Rotated(logger, count.Table, count.Rotated, encryptor.CurrentKey, count.Unreadable);
        }

        return counts;
    }

    private async Task<RotationCount> RotateAsync(EncryptedTable table, CancellationToken cancellationToken)
    {
        var total = new RotationCount(table.Name, 0, 0);
        object? last = null;
        while (true)
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var rows = await table.ReadAsync(connection, encryptor.CurrentKey, last, BatchSize, cancellationToken);
            foreach (var row in rows)
            {
                if (Anew(table, row) is { } values)
                {
                    await table.WriteAsync(connection, row.Id, encryptor.CurrentKey, values, cancellationToken);
                    total = total with { Rotated = total.Rotated + 1 };
                }
                else
                {
                    total = total with { Unreadable = total.Unreadable + 1 };
                }
            }

            await transaction.CommitAsync(cancellationToken);
            if (rows.Count < BatchSize)
            {
                return total;
            }

            last = rows[^1].Id;
        }
    }

    private byte[]?[]? Anew(EncryptedTable table, EncryptedRow row)
    {
        try
        {
            return
            [
                // A token that is being refreshed is empty.
                .. table.Columns.Zip(row.Values, (column, value) => value is null or []
                    ? value
                    : encryptor.Encrypt(
                        encryptor.Decrypt(new EncryptedText(value, row.KeyId), column.Purpose, row.BoundTo), column.Purpose, row.BoundTo).Bytes),
            ];
        }
        catch (CryptographicException e)
        {
            Log.Unreadable(logger, table.Name, row.KeyId, e.Message);
            return null;
        }
    }

    // A handful of rows: the framework makes a key every three months.
    private async Task<RotationCount> RotateDataProtectionAsync(CancellationToken cancellationToken)
    {
        var total = new RotationCount("data_protection_keys", 0, 0);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var (id, xml) in await DataProtectionKeysAsync(connection, cancellationToken))
        {
            var stored = XElement.Parse(xml);
            if (KeyXml.Find(stored) is not { } secret || KeyXml.KeyOf(secret) == encryptor.CurrentKey)
            {
                continue;
            }

            try
            {
                secret.ReplaceWith(KeyXml.Encrypt(encryptor, KeyXml.Decrypt(encryptor, secret)));
            }
            catch (CryptographicException e)
            {
                Log.Unreadable(logger, total.Table, KeyXml.KeyOf(secret), e.Message);
                total = total with { Unreadable = total.Unreadable + 1 };
                continue;
            }

            await using var update = new NpgsqlCommand("UPDATE data_protection_keys SET xml = $1 WHERE id = $2", connection);
            update.Parameters.Add(new() { Value = stored.ToString(SaveOptions.DisableFormatting) });
            update.Parameters.Add(new() { Value = id });
            await update.ExecuteNonQueryAsync(cancellationToken);
            total = total with { Rotated = total.Rotated + 1 };
        }

        await transaction.CommitAsync(cancellationToken);
        return total;
    }

    private static async Task<List<(long Id, string Xml)>> DataProtectionKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT id, xml FROM data_protection_keys ORDER BY id FOR UPDATE", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(long, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetInt64(0), reader.GetString(1)));
        }

        return rows;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Table}: {Rotated} rows are encrypted with the key {Key} now; {Unreadable} could not be read")]
        public static partial void Rotated(ILogger logger, string table, int rotated, string key, int unreadable);

        [LoggerMessage(LogLevel.Error, "A row of {Table} that the key {Key} encrypted cannot be read: {Reason}")]
        public static partial void Unreadable(ILogger logger, string table, string key, string reason);
    }
}
