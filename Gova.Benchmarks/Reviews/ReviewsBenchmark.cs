using System.Globalization;
using Gova.Data;
using Gova.Data.Moderators;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Benchmarks.Reviews;

/// <summary>Runs the demo community through gateway, worker and model, each time with new processes on empty tables.</summary>
internal sealed class ReviewsBenchmark(BenchmarkEnvironment environment, Talk talk) : IAsyncDisposable
{
    private const int OtherCommunities = 20;
    private const int OthersRate = 100;

    /// <summary>From here on a verdict says that something is wrong with the message.</summary>
    private const float SomeSeverity = 0.3f;

    private readonly NpgsqlDataSource _owner = DataExtensions.CreateDataSource(environment.OwnerConnectionString);
    private int _run;

    /// <param name="delay">Seconds that the model takes; null leaves it as quick as it is.</param>
    /// <param name="withOthers">Whether other communities, which need no model, talk beside the demo's.</param>
    public async Task<ReviewsFigures> RunAsync(string mode, double? delay, bool withOthers, CancellationToken cancellationToken)
    {
        Step($"mode {mode}{(delay is null ? "" : $", model takes {delay:0.#} s")}: starting");
        var prefix = $"bench-{Environment.ProcessId}-reviews-{++_run}-";
        await PrepareAsync(mode, withOthers, cancellationToken);
        await using var community = await DemoCommunity.StartAsync(environment, talk.Rate, delay, cancellationToken);
        await using var worker = ServiceProcess.Start(
            "Gova.ModerationWorker", environment, prefix, ("Llm__Endpoint", $"{community.Address}v1"), ("Llm__Model", "simulated"));
        await using var gateway = ServiceProcess.Start(
            "Gova.DiscordGateway", environment, prefix, ("Discord__Token", "simulated-bot-token"),
            ("Discord__ApiBaseUrl", $"{community.Address}api/v10"), ("Actions__MaxPerHour", "100000"));
        await Until.TrueAsync(gateway, async () => await ReadAsync<long>("SELECT count(*) FROM evaluation_events", cancellationToken) > 0, cancellationToken);

        Step($"talking for {talk.Seconds} s");
        var length = TimeSpan.FromSeconds(talk.Seconds);
        await (withOthers
            ? new MessageSource(environment.Messaging, OtherCommunities).PaceAsync(new Topics(prefix).Messages, OthersRate, length, cancellationToken)
            : Task.Delay(length, cancellationToken));
        await community.FallSilentAsync(cancellationToken);
        if (!await Until.TrueAsync(worker, () => IsQuietAsync(cancellationToken), cancellationToken))
        {
            throw new InvalidOperationException("Reviews are still waiting three minutes after the last message.");
        }

        return await MeasureAsync(mode, delay, community, withOthers, cancellationToken);
    }

    public ValueTask DisposeAsync() => _owner.DisposeAsync();

    private static void Step(string text) => Console.WriteLine($"... {text}");

    private async Task<ReviewsFigures> MeasureAsync(
        string mode, double? delay, DemoCommunity community, bool withOthers, CancellationToken cancellationToken)
    {
        var labels = await community.LabelsAsync(cancellationToken);
        var severities = await SeveritiesAsync(cancellationToken);
        bool IsMissed(long message) => !(severities.GetValueOrDefault(message) >= SomeSeverity);
        var toxic = labels.Where(message => message.Value == "toxic").Select(message => message.Key).ToList();
        var harmful = labels.Where(message => message.Value is "toxic" or "evasive").Select(message => message.Key).ToList();
        const string Demo = "FROM evaluation_events JOIN moderators USING (moderator_id) WHERE platform_server_id = '" + DemoCommunity.GuildId + "'";
        var waits = await ReadAsync<double[]>(
            $"""
            SELECT coalesce(percentile_cont(ARRAY[0.5, 0.95, 1]) WITHIN GROUP (ORDER BY extract(epoch FROM judged_at -
                CASE WHEN revision = 0 THEN evaluation_events.created_at ELSE to_timestamp(revision / 1000.0) END)::float8), ARRAY[0, 0, 0]::float8[])
            {Demo} AND decided_by IN ('model', 'second_model')
            """, cancellationToken);
        return new ReviewsFigures(
            mode, delay,
            await ReadAsync<long>($"SELECT count(*) {Demo}", cancellationToken), await community.CallsAsync(cancellationToken),
            await ReadAsync<long>($"SELECT count(*) {Demo} AND decided_by IN ('model', 'second_model')", cancellationToken),
            waits![0], waits[1], waits[2],
            harmful.Count, toxic.Count, harmful.Count(IsMissed), toxic.Count(IsMissed),
            withOthers ? await OthersAsync(cancellationToken) : null);
    }

    /// <summary>Of each message the verdict on its newest text.</summary>
    private async Task<Dictionary<long, float?>> SeveritiesAsync(CancellationToken cancellationToken)
    {
        await using var command = _owner.CreateCommand(
            "SELECT DISTINCT ON (message_id) message_id, severity_score FROM evaluation_events ORDER BY message_id, revision DESC");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var severities = new Dictionary<long, float?>();
        while (await reader.ReadAsync(cancellationToken))
        {
            severities[reader.GetInt64(0)] = reader.IsDBNull(1) ? null : reader.GetFloat(1);
        }

        return severities;
    }

    private Task<double> OthersAsync(CancellationToken cancellationToken) => ReadAsync<double>(
        $"""
        SELECT percentile_cont(0.95) WITHIN GROUP (
            ORDER BY extract(epoch FROM pg_xact_commit_timestamp(e.recorded_xid::xid) - e.created_at)::float8 * 1000)
        FROM evaluation_events e JOIN moderators m USING (moderator_id) WHERE m.platform_server_id <> '{DemoCommunity.GuildId}'
        """, cancellationToken);

    /// <summary>Nothing waits, and nothing came for two seconds.</summary>
    private async Task<bool> IsQuietAsync(CancellationToken cancellationToken)
    {
        const string Sql = "SELECT (SELECT count(*) FROM evaluation_events) * (CASE WHEN EXISTS (SELECT FROM review_queue) THEN 0 ELSE 1 END)";
        var before = await ReadAsync<long>(Sql, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
        return before > 0 && await ReadAsync<long>(Sql, cancellationToken) == before;
    }

    private async Task PrepareAsync(string mode, bool withOthers, CancellationToken cancellationToken)
    {
        await using var empty = _owner.CreateCommand(
            "TRUNCATE evaluation_events, action_events, review_queue, outbox_messages, channel_summaries, member_records, model_usage CASCADE");
        await empty.ExecuteNonQueryAsync(cancellationToken);
        var options = new DbContextOptionsBuilder<GovaDbContext>();
        DataExtensions.Configure(options, _owner);
        await using var db = new GovaDbContext(options.Options);
        var now = TimeProvider.System.GetUtcNow();
        var demo = await db.Moderators.SingleOrDefaultAsync(m => m.PlatformServerId == DemoCommunity.GuildId, cancellationToken)
            ?? throw new InvalidOperationException("The database has no demo moderator; without configured connections it is made anew.");
        var configuration = ModeratorConfiguration.Parse(demo.Conf, out _)! with { ReviewMode = mode == "all" ? ReviewMode.All : ReviewMode.Suspicious };
        demo.Configure((configuration with { Shadow = talk.Shadow }).ToJson(), now);
        if (withOthers && _run == 1)
        {
            var local = (configuration with { ReviewMode = ReviewMode.Local }).ToJson();
            foreach (var n in Enumerable.Range(0, OtherCommunities))
            {
                var other = Moderator.Create(
                    demo.UserId, $"other {n}", null, "discord", MessageSource.GuildId(n).ToString(CultureInfo.InvariantCulture), local, now);
                other.Start(now);
                db.Add(other);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<T?> ReadAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = _owner.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
    }
}
