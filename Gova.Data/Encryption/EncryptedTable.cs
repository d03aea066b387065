using System.Diagnostics.CodeAnalysis;
using Npgsql;
using NpgsqlTypes;

namespace Gova.Data.Encryption;

/// <summary>A row with something encrypted.</summary>
/// <param name="BoundTo">The id that was bound to it as associated data.</param>
/// <param name="Values">In the order of the table's columns.</param>
internal sealed record EncryptedRow(object Id, Guid BoundTo, string KeyId, byte[]?[] Values);

/// <summary>Where something encrypted rests, all of a row with one key, whose id is in <c>key_id</c>.</summary>
[SuppressMessage("Security", "CA2100", Justification = "Names of our own tables and columns; values are parameters.")]
internal sealed record EncryptedTable(string Name, string IdColumn, string BoundToColumn, (string Name, string Purpose)[] Columns)
{
    /// <summary>The next rows after an id that another key encrypted, held until the transaction ends.</summary>
    public async Task<List<EncryptedRow>> ReadAsync(
        NpgsqlConnection connection, string currentKey, object? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {IdColumn}, {BoundToColumn}, key_id, {string.Join(", ", Columns.Select(c => c.Name))} FROM {Name}
            WHERE key_id <> $1{(after is null ? "" : $" AND {IdColumn} > $3")} ORDER BY {IdColumn} LIMIT $2 FOR UPDATE
            """,
            connection);
        command.Parameters.Add(new() { Value = currentKey });
        command.Parameters.Add(new() { Value = limit });
        if (after is not null)
        {
            command.Parameters.Add(new() { Value = after });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<EncryptedRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var values = Enumerable.Range(3, Columns.Length).Select(i => reader.IsDBNull(i) ? null : reader.GetFieldValue<byte[]>(i));
            rows.Add(new EncryptedRow(reader.GetValue(0), reader.GetGuid(1), reader.GetString(2), [.. values]));
        }

        return rows;
    }

    public async Task WriteAsync(
        NpgsqlConnection connection, object id, string keyId, byte[]?[] values, CancellationToken cancellationToken)
    {
        var columns = Columns.Select((column, i) => $"{column.Name} = ${i + 3}");
        await using var command = new NpgsqlCommand(
            $"UPDATE {Name} SET key_id = $1, {string.Join(", ", columns)} WHERE {IdColumn} = $2", connection);
        command.Parameters.Add(new() { Value = keyId });
        command.Parameters.Add(new() { Value = id });
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
