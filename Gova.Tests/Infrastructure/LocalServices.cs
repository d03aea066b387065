using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Gova.Tests.Infrastructure;

[assembly: AssemblyFixture(typeof(LocalServices))]

namespace Gova.Tests.Infrastructure;

/// <summary>
/// One PostgreSQL and one Kafka for the whole test run, started when the first test asks and stopped at its end.
/// GOVA_TEST_POSTGRES and GOVA_TEST_KAFKA name existing ones to use instead.
/// </summary>
public sealed class LocalServices : IAsyncDisposable
{
    private readonly Service _postgres = new(
        "GOVA_TEST_POSTGRES", "postgres", builder => builder.AddPostgres("postgres").WithImage("pgvector/pgvector", "pg17"));

    private readonly Service _kafka = new("GOVA_TEST_KAFKA", "kafka", builder => builder.AddKafka("kafka"));
    private int _prefixes;

    /// <summary>The client profile the broker needs, for the key Kafka:Compatibility; null for a current broker.</summary>
    public static string? KafkaCompatibility { get; } =
        Environment.GetEnvironmentVariable("GOVA_TEST_KAFKA") is null ? Flavour.Kafka : null;

    /// <summary>The owner's connection string, without a database.</summary>
    public Task<string> PostgresAsync(CancellationToken cancellationToken) => _postgres.ConnectionString.WaitAsync(cancellationToken);

    /// <summary>The bootstrap servers.</summary>
    public Task<string> KafkaAsync(CancellationToken cancellationToken) => _kafka.ConnectionString.WaitAsync(cancellationToken);

    /// <summary>Keeps the topics and groups of one test apart from every other's. Whose topics two clients use makes them first, see <see cref="TestTopics"/>.</summary>
    public string NewTopicPrefix() => $"t{Environment.ProcessId}-{Interlocked.Increment(ref _prefixes)}-";

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        await _kafka.DisposeAsync();
    }

    private sealed class Service(string variable, string name, Action<IDistributedApplicationTestingBuilder> add) : IAsyncDisposable
    {
        private readonly Lock _gate = new();
        private Task<string>? _connectionString;
        private DistributedApplication? _application;

        public Task<string> ConnectionString
        {
            get
            {
                lock (_gate)
                {
                    return _connectionString ??= Task.Run(StartAsync);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_application is not null)
            {
                await _application.DisposeAsync();
            }
        }

        private async Task<string> StartAsync()
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } existing)
            {
                return existing;
            }

            var appHost = typeof(global::Gova.AppHost.Program).Assembly.GetName().Name;
            var builder = DistributedApplicationTestingBuilder.Create([], (options, _) => options.AssemblyName = appHost);
            add(builder);
            _application = await builder.BuildAsync();
            await _application.StartAsync();
            await _application.ResourceNotifications.WaitForResourceHealthyAsync(name);
            return (await _application.GetConnectionStringAsync(name))!;
        }
    }
}
