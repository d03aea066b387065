using Gova.Tests.Infrastructure;
using Npgsql;

namespace Gova.Tests.Api.Matrix;

/// <summary>What stood in every table at one moment: tells what has changed since, and puts it back.</summary>
internal sealed class TableState : IAsyncDisposable
{
    // When a key was used, and how often a code was tried in vain, is noted of refused calls too.
    private const string Unnoticed = "- 'last_used_at' - 'attempts'";

    private const string TablesSql =
        """
        SELECT quote_ident(c.relname), string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND c.relname NOT IN ('quarter_hour_stats', 'stats_watermarks') -- filled in the background
        GROUP BY 1 ORDER BY 1
        """;

    private readonly NpgsqlDataSource _owner;
    private readonly Dictionary<string, string> _columns = [];
    private Dictionary<string, string> _hashes = [];

    private TableState(NpgsqlDataSource owner) => _owner = owner;

    public static async Task<TableState> TakeAsync(TestDatabase database, CancellationToken cancellationToken)
    {
        var state = new TableState(NpgsqlDataSource.Create(database.OwnerConnectionString));
        await state.ReadAsync(TablesSql, row => state._columns[row.GetString(0)] = row.GetString(1), cancellationToken);
        var copies = state._columns.Select(table => $"CREATE TABLE before.{table.Key} AS SELECT {table.Value} FROM public.{table.Key};");
        await state.ExecuteAsync($"CREATE SCHEMA before; {string.Concat(copies)}", cancellationToken);
        state._hashes = await state.HashesAsync(cancellationToken);
        return state;
    }

    /// <returns>The tables that are not as they were.</returns>
    public async Task<IReadOnlyList<string>> ChangedAsync(CancellationToken cancellationToken) =>
        [.. (await HashesAsync(cancellationToken)).Where(now => _hashes[now.Key] != now.Value).Select(now => now.Key)];

    /// <summary>Puts back what has changed.</summary>
    /// <returns>The tables that it had to put back.</returns>
    public async Task<IReadOnlyList<string>> RestoreAsync(CancellationToken cancellationToken)
    {
        var changed = await ChangedAsync(cancellationToken);
        if (changed.Count > 0)
        {
            // As a replica applies changes: without triggers and foreign keys.
            var copies = changed.Select(table =>
                $"DELETE FROM public.{table}; INSERT INTO public.{table} ({_columns[table]}) OVERRIDING SYSTEM VALUE SELECT {_columns[table]} FROM before.{table};");
            await ExecuteAsync($"BEGIN; SET LOCAL session_replication_role = replica; {string.Concat(copies)} COMMIT;", cancellationToken);
        }

        return changed;
    }

    public ValueTask DisposeAsync() => _owner.DisposeAsync();

    private async Task<Dictionary<string, string>> HashesAsync(CancellationToken cancellationToken)
    {
        var hashes = new Dictionary<string, string>();
        var sql = string.Join(" UNION ALL ", _columns.Keys.Select(table =>
            $"SELECT '{table}', (SELECT count(*) || coalesce(md5(string_agg(row, '' ORDER BY row)), '') FROM (SELECT (to_jsonb(t) {Unnoticed})::text AS row FROM public.{table} t) rows)"));
        await ReadAsync(sql, row => hashes[row.GetString(0)] = row.GetString(1), cancellationToken);
        return hashes;
    }

    private async Task ReadAsync(string sql, Action<NpgsqlDataReader> take, CancellationToken cancellationToken)
    {
        await using var command = _owner.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            take(reader);
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
