using Gova.Data.Evaluations;
using Gova.Messaging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Benchmarks;

/// <summary>
/// The limit: the same consumer over the same records, the same statement into the same table, and nothing between: rows are
/// made from the record's position, its bytes are not even parsed.
/// </summary>
internal static class RawLimit
{
    private const string Context =
        """{"content":"has anyone tried the new oak finish yet? 123456","author_name":"member1234","author_role_ids":["500","501"],"guild_id":"200000000000000123","channel_name":"general"}""";

    /// <summary>Consumes <paramref name="count"/> records of the messages topic and inserts a row for each.</summary>
    public static async Task RunAsync(
        BenchmarkEnvironment environment, Topics topics, Guid moderatorId, int count, CancellationToken cancellationToken)
    {
        await using var dataSource = Data.DataExtensions.CreateDataSource(environment.AppConnectionString);
        using var publisher = new KafkaPublisher(environment.Messaging, NullLogger<KafkaPublisher>.Instance);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var handler = new Handler(new RecordEvaluations(dataSource, topics, TimeProvider.System), moderatorId, count, done);
        var settings = new ConsumerSettings("raw-limit", [topics.Messages]) { MaxBatch = 2_000, MaxBatchesInFlight = 2 };
        var retry = new BatchRetry(
                new DeadLetters(publisher, topics, TimeProvider.System, NullLogger<DeadLetters>.Instance), TimeProvider.System, NullLogger<BatchRetry>.Instance);
        await new KafkaConsumer(settings, environment.Messaging, handler, retry, NullLogger<KafkaConsumer>.Instance).RunAsync(done.Token);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private sealed class Handler(RecordEvaluations record, Guid moderatorId, int count, CancellationTokenSource done) : IRecordHandler
    {
        private int _inserted;

        public async Task HandleAsync(IReadOnlyList<Record> batch, CancellationToken cancellationToken)
        {
            var now = TimeProvider.System.GetUtcNow();
            var rows = new List<EvaluationRecord>(batch.Count);
            foreach (var r in batch)
            {
                rows.Add(new EvaluationRecord(
                    Guid.CreateVersion7(now), moderatorId, "4321", 300, (r.Offset * Topics.Partitions) + r.Partition, 0, EvaluationStatus.Judged, 0f, 1f,
                    "rule", "No rule matched.", Context, now, now, null));
            }

            var inserted = await record.ExecuteAsync(rows, cancellationToken);
            if (Interlocked.Add(ref _inserted, inserted.Count) >= count)
            {
                await done.CancelAsync();
            }
        }
    }
}
