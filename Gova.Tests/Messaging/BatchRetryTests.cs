using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Gova.Messaging;
using Gova.Tests.Infrastructure;
using Npgsql;

namespace Gova.Tests.Messaging;

public sealed class BatchRetryTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("BEGIN READ ONLY; DELETE FROM review_queue", "25006")]
    [InlineData("SELECT 1 FROM no_such_table", "42P01")]
    [InlineData("CREATE TABLE public.t (id int)", "42501")]
    public async Task Waiting_helps_while_the_database_refuses_everybody(string sql, string state)
    {
        var error = await RefusedAsync(sql);

        Assert.Equal(state, error.SqlState);
        Assert.True(BatchRetry.IsTransient(error));
    }

    [Fact]
    public async Task Waiting_helps_when_the_database_cannot_be_entered()
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false };
        connection.Database = "no_such_database";
        var missing = await OpenAsync(connection);
        connection.Port = 1;
        var unreachable = await OpenAsync(connection);

        Assert.True(BatchRetry.IsTransient(missing));
        Assert.True(BatchRetry.IsTransient(unreachable));
    }

    [Theory]
    [InlineData("SELECT 'not json'::jsonb", "22P02")]
    [InlineData("SELECT 1 / 0", "22012")]
    [InlineData("INSERT INTO review_queue DEFAULT VALUES", "23502")]
    public async Task What_the_database_says_about_the_data_is_the_records_fault(string sql, string state)
    {
        var error = await RefusedAsync(sql);

        Assert.Equal(state, error.SqlState);
        Assert.False(BatchRetry.IsTransient(error));
        Assert.False(BatchRetry.IsTransient(new InvalidOperationException("not saved", error)));
    }

    [Fact]
    public void What_no_database_is_to_blame_for_is_the_records_fault()
    {
        Assert.False(BatchRetry.IsTransient(new JsonException()));
        Assert.False(BatchRetry.IsTransient(new FormatException()));
    }

    [Fact]
    public async Task Retries_and_dead_letters_are_counted()
    {
        await using var kafka = await KafkaHarness.CreateAsync(services, Stop);
        var counts = new ConcurrentDictionary<string, long>();
        using var meters = Listen(kafka.Topics.Messages, counts);
        var failures = 0;
        var handler = new RememberingHandler
        {
            OnBatch = ids => ++failures == 1 ? throw new TransientFailureException("the database is away")
                : ids.Contains(1) ? throw new InvalidOperationException("cannot handle 1") : Task.CompletedTask,
        };
        await kafka.PublishAsync([1], Stop);

        kafka.Consume("group", handler);

        // Once because the database was away, then two more of the three tries that a record has.
        await Eventually.That(() => counts.GetValueOrDefault("gova.records.dead_lettered") == 1, Deadline, "a dead letter is counted");
        Assert.Equal(3, counts["gova.batches.retried"]);
    }

    private async Task<PostgresException> RefusedAsync(string sql)
    {
        await using var database = await TestDatabase.CreateAsync(services, Stop);
        return await Assert.ThrowsAsync<PostgresException>(() => database.ScalarAsync<int>(sql, Stop));
    }

    private static async Task<NpgsqlException> OpenAsync(NpgsqlConnectionStringBuilder to)
    {
        await using var connection = new NpgsqlConnection(to.ToString());
        return await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.OpenAsync(Stop));
    }

    private static MeterListener Listen(string topic, ConcurrentDictionary<string, long> counts)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Telemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            // Other tests count, too.
            if (tags.ToArray().Contains(new("topic", topic)))
            {
                counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
            }
        });
        listener.Start();
        return listener;
    }
}
