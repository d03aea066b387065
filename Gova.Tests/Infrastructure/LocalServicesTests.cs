using Npgsql;

namespace Gova.Tests.Infrastructure;

public sealed class LocalServicesTests(LocalServices services)
{
    [Fact]
    public async Task Postgres_answers_and_has_pgvector()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var source = NpgsqlDataSource.Create(await services.PostgresAsync(cancellationToken));
        await using var command = source.CreateCommand("select count(*) from pg_available_extensions where name = 'vector'");

        Assert.Equal(1L, await command.ExecuteScalarAsync(cancellationToken));
    }

    [Fact]
    public async Task Kafka_is_started_once_and_answers()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var first = await services.KafkaAsync(cancellationToken);

        Assert.Equal(first, await services.KafkaAsync(cancellationToken));
    }
}
