using Npgsql;

namespace Gova.Billing.Reconciliations;

/// <summary>
/// The right to compare, which one process has at a time. A lock of a connection's session: whose process dies has it no more. Where
/// a connection is lost unnoticed two may compare at once, which mends the same twice and harms nothing.
/// </summary>
internal sealed class ReconcileTurn : IAsyncDisposable
{
    private const string Enter = "SELECT pg_try_advisory_lock(hashtextextended('reconciliations', 0))";
    private const string Leave = "SELECT pg_advisory_unlock(hashtextextended('reconciliations', 0))";

    private readonly NpgsqlConnection _connection;

    private ReconcileTurn(NpgsqlConnection connection) => _connection = connection;

    /// <returns>Null when another process has it.</returns>
    public static async Task<ReconcileTurn?> TryEnterAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Enter, connection);
        if (await command.ExecuteScalarAsync(cancellationToken) is true)
        {
            return new ReconcileTurn(connection);
        }

        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // At once, and not when the pool hands the connection out again.
            await using var command = new NpgsqlCommand(Leave, _connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the lock with it.
        }

        await _connection.DisposeAsync();
    }
}
