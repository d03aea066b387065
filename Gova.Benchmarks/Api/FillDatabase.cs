using System.Globalization;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Moderators;
using Gova.Data.Statistics;
using Gova.Moderation.Policy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Benchmarks.Api;

/// <summary>Fills an empty database with accounts, their moderators, and a year of messages.</summary>
internal sealed class FillDatabase(BenchmarkEnvironment environment)
{
    /// <summary>As many moderators as a subscription allows.</summary>
    public const int ModeratorsOfAccount = 10;

    private const int Chunk = 250_000;
    private const int AtOnce = 2;

    private readonly NpgsqlDataSource _owner = DataExtensions.CreateDataSource(environment.OwnerConnectionString + ";Command Timeout=3600");

    /// <summary>The one account's moderators are those that are searched; the first of them has half of all messages.</summary>
    public static string Email(int account) => $"benchmark{account}@benchmark.example";

    /// <summary>Fills it, unless an earlier run has.</summary>
    /// <returns>How many messages there are.</returns>
    public async Task<long> RunAsync(int messages, CancellationToken cancellationToken)
    {
        // They are the last to be filled in.
        if (await ScalarAsync<long>("SELECT count(*) FROM member_records", cancellationToken) == 0)
        {
            await FillAsync(messages, cancellationToken);
        }

        Step("rolling up");
        await new RollUpStatistics(_owner, TimeProvider.System).ExecuteAsync(cancellationToken);
        await ScalarAsync<object>("VACUUM (ANALYZE) quarter_hour_stats", cancellationToken);
        await ScalarAsync<object>("CHECKPOINT", cancellationToken);
        return await ScalarAsync<long>("SELECT sum(evaluations)::bigint FROM quarter_hour_stats", cancellationToken);
    }

    /// <summary>Those of the account, the one with the most messages first.</summary>
    public async Task<Guid[]> ModeratorsAsync(int account, CancellationToken cancellationToken) => (await ScalarAsync<Guid[]>(
        $"SELECT array_agg(moderator_id ORDER BY moderator_id) FROM moderators JOIN users USING (user_id) WHERE email = '{Email(account)}'", cancellationToken))!;

    private static void Step(string text) => Console.WriteLine($"... {text}");

    private async Task FillAsync(int messages, CancellationToken cancellationToken)
    {
        Step($"filling in {messages:N0} messages of {FillSql.Communities} communities");
        await ScalarAsync<object>(FillSql.Partitions, cancellationToken);
        var moderators = await AddAccountsAsync(cancellationToken);
        var indexes = await DropIndexesAsync(cancellationToken);
        var end = TimeProvider.System.GetUtcNow();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, (messages + Chunk - 1) / Chunk), options,
            (chunk, stop) => AddMessagesAsync((long)chunk * Chunk, Math.Min((chunk + 1L) * Chunk, messages), messages, end, moderators, stop));
        foreach (var (name, definition) in indexes)
        {
            Step($"building {name}");
            await ScalarAsync<object>($"SET maintenance_work_mem = '1GB'; {definition}", cancellationToken);
        }

        Step("adding actions and members, and tidying up");
        await ScalarAsync<object>(FillSql.Actions, cancellationToken);
        await ScalarAsync<object>(FillSql.Members, cancellationToken);
        await ScalarAsync<object>("VACUUM (ANALYZE)", cancellationToken);
    }

    private async Task<Guid[]> AddAccountsAsync(CancellationToken cancellationToken)
    {
        var options = new DbContextOptionsBuilder<GovaDbContext>();
        DataExtensions.Configure(options, _owner);
        await using var db = new GovaDbContext(options.Options);
        var now = TimeProvider.System.GetUtcNow();
        var configuration = new ModeratorConfiguration
        {
            Guidelines = "Be kind. No advertising, no spam, no insults.",
            Actions = [new GrantedAction(ActionType.Delete), new GrantedAction(ActionType.Timeout)],
        }.ToJson();
        var moderators = new List<Guid>();
        for (var account = 0; account < FillSql.Communities / ModeratorsOfAccount; account++)
        {
            var user = User.Register($"benchmark{account}", Email(account), now);
            user.PasswordHash = new PasswordHasher<User>().HashPassword(user, ApiClients.Password);
            user.PricingTier = PricingTier.Pro;
            user.IsVerified = true;
            db.Add(user);
            for (var n = 0; n < ModeratorsOfAccount; n++)
            {
                var guild = MessageSource.GuildId((account * ModeratorsOfAccount) + n).ToString(CultureInfo.InvariantCulture);
                var moderator = Moderator.Create(user.UserId, $"moderator {n}", "Keeps the peace.", "discord", guild, configuration, now);
                db.Add(moderator);
                moderators.Add(moderator.ModeratorId);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        return [.. moderators.Order()];
    }

    private async Task<List<(string Name, string Definition)>> DropIndexesAsync(CancellationToken cancellationToken)
    {
        var indexes = new List<(string Name, string Definition)>();
        await using (var command = _owner.CreateCommand(FillSql.Indexes))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                indexes.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        foreach (var (name, _) in indexes)
        {
            await ScalarAsync<object>($"DROP INDEX {name}", cancellationToken);
        }

        return indexes;
    }

    private async ValueTask AddMessagesAsync(long from, long to, long all, DateTimeOffset end, Guid[] moderators, CancellationToken cancellationToken)
    {
        await using var connection = await _owner.OpenConnectionAsync(cancellationToken);
        await using (var fast = new NpgsqlCommand("SET synchronous_commit = off", connection))
        {
            await fast.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var command = new NpgsqlCommand(FillSql.Messages, connection);
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = to });
        command.Parameters.Add(new() { Value = all });
        command.Parameters.Add(new() { Value = end });
        command.Parameters.Add(new() { Value = moderators });
        await command.ExecuteNonQueryAsync(cancellationToken);
        Step($"{to:N0}");
    }

    private async Task<T?> ScalarAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = _owner.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
    }
}
