using System.Globalization;
using Gova.Data;
using Gova.Data.Accounts;
using Gova.Data.Moderators;
using Gova.Messaging;
using Gova.Moderation.Policy;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Gova.Benchmarks;

/// <summary>Runs the raw limit, the pipeline and the steady rate one after the other, each on an empty table.</summary>
internal sealed class PipelineBenchmark(BenchmarkEnvironment environment, Load load)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    private readonly NpgsqlDataSource _owner = DataExtensions.CreateDataSource(environment.OwnerConnectionString);
    private readonly string _run = $"bench-{Environment.ProcessId}-";

    public async Task<PipelineFigures> RunAsync(CancellationToken cancellationToken)
    {
        var source = new MessageSource(environment.Messaging, load.Moderators);
        Step($"adding {load.Moderators} moderators");
        var moderator = await AddModeratorsAsync(cancellationToken);

        var rawTopics = new Topics(_run + "raw-");
        Step($"loading {load.Messages} messages for the raw limit");
        source.Fill(rawTopics.Messages, load.Messages);
        await EmptyTableAsync(cancellationToken);
        Step("measuring the raw limit");
        await RawLimit.RunAsync(environment, rawTopics, moderator, load.Messages, cancellationToken);
        var raw = await ThroughputAsync(cancellationToken);

        var prefix = _run + "pipe-";
        Step($"loading {load.Messages} messages for the pipeline");
        source.Fill(new Topics(prefix).Messages, load.Messages);
        await EmptyTableAsync(cancellationToken);
        Step("measuring the pipeline");
        await using var worker = ServiceProcess.Start("Gova.ModerationWorker", environment, prefix);
        await EvaluatedAsync(worker, load.Messages, cancellationToken);
        var pipeline = await ThroughputAsync(cancellationToken);
        var lost = load.Messages - await CountAsync(cancellationToken);

        await EmptyTableAsync(cancellationToken);
        Step($"measuring latency at {load.Rate} messages a second for {load.Seconds} s");
        await source.PaceAsync(new Topics(prefix).Messages, load.Rate, TimeSpan.FromSeconds(load.Seconds), cancellationToken);
        var paced = (long)(load.Rate * (load.Seconds - 0.1));
        await EvaluatedAsync(worker, paced, cancellationToken);
        var (p50, p95, p99) = await LatencyAsync(cancellationToken);
        return new PipelineFigures(load, raw, pipeline, p50, p95, p99, worker.PeakResidentBytes, lost);
    }

    private static void Step(string text) => Console.WriteLine($"... {text}");

    private async Task<Guid> AddModeratorsAsync(CancellationToken cancellationToken)
    {
        var options = new DbContextOptionsBuilder<GovaDbContext>();
        DataExtensions.Configure(options, _owner);
        await using var db = new GovaDbContext(options.Options);
        var now = TimeProvider.System.GetUtcNow();
        var configuration = new ModeratorConfiguration
        {
            Guidelines = "Be kind. No advertising, no spam, no insults.",
            Actions = [new GrantedAction(ActionType.Delete), new GrantedAction(ActionType.Timeout)],
            KeywordRules =
            [
                new KeywordRule(["free nitro", "cheap followers", "click my link"], 0.8, ActionType.Delete),
                new KeywordRule([.. Enumerable.Range(0, 200).Select(n => $"forbidden{n}")], 0.9, ActionType.Timeout, new ActionParams(600)),
            ],
        }.ToJson();
        var user = User.Register("benchmark" + _run, $"{_run}@benchmark.example", now);
        var moderators = Enumerable.Range(0, load.Moderators).Select(n =>
        {
            var moderator = Moderator.Create(
                user.UserId, $"moderator {n}", null, "discord", MessageSource.GuildId(n).ToString(CultureInfo.InvariantCulture), configuration, now);
            moderator.Start(now);
            return moderator;
        }).ToList();
        db.Add(user);
        db.AddRange(moderators);
        await db.SaveChangesAsync(cancellationToken);
        return moderators[0].ModeratorId;
    }

    private async Task EmptyTableAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync<object>("TRUNCATE evaluation_events, review_queue, outbox_messages", cancellationToken);
        await ExecuteAsync<object>("CHECKPOINT", cancellationToken);
    }

    private async Task EvaluatedAsync(ServiceProcess worker, long count, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        var previous = -1L;
        while (true)
        {
            // A second apart, so that counting costs the run next to nothing.
            await Task.Delay(TimeSpan.FromSeconds(1), deadline.Token);
            worker.ThrowIfEnded();
            var now = await CountAsync(deadline.Token);
            if (now >= count && now == previous)
            {
                return;
            }

            previous = now;
        }
    }

    private async Task<long> CountAsync(CancellationToken cancellationToken) =>
        await ExecuteAsync<long>("SELECT count(*) FROM evaluation_events", cancellationToken);

    /// <summary>Rows a second from the first commit to the last; the first batch only starts the clock.</summary>
    private async Task<double> ThroughputAsync(CancellationToken cancellationToken) => await ExecuteAsync<double>(
        """
        WITH commits AS (
            SELECT pg_xact_commit_timestamp(recorded_xid::xid) AS at, count(*) AS rows FROM evaluation_events GROUP BY recorded_xid
        ), span AS (
            SELECT min(at) AS first, extract(epoch FROM max(at) - min(at)) AS seconds FROM commits
        )
        SELECT (sum(rows) / max(seconds))::float8 FROM commits, span WHERE at > first
        """, cancellationToken);

    /// <summary>From the message's own timestamp to the commit of its verdict, in milliseconds; the first second is warm-up.</summary>
    private async Task<(double P50, double P95, double P99)> LatencyAsync(CancellationToken cancellationToken)
    {
        var values = await ExecuteAsync<double[]>(
            """
            SELECT percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (
                ORDER BY extract(epoch FROM pg_xact_commit_timestamp(recorded_xid::xid) - created_at)::float8 * 1000)
            FROM evaluation_events
            WHERE created_at > (SELECT min(created_at) + interval '1 second' FROM evaluation_events)
            """, cancellationToken);
        return (values![0], values[1], values[2]);
    }

    private async Task<T?> ExecuteAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = _owner.CreateCommand(sql);
        command.CommandTimeout = 300;
        return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
    }
}
