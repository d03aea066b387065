using Gova.AppHost.Local.Parts;
using Gova.AppHost.Local.Processes;
using Gova.Tests.Infrastructure;

[assembly: AssemblyFixture(typeof(LocalServices))]

namespace Gova.Tests.Infrastructure;

/// <summary>
/// One PostgreSQL and one Kafka for the whole test run, started when the first test asks and stopped at its end.
/// GOVA_TEST_POSTGRES and GOVA_TEST_KAFKA name existing ones to use instead.
/// </summary>
public sealed class LocalServices : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gova-tests-").FullName;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<(ChildProcess Process, Signal Stop)> _started = [];
    private Task<string>? _postgres;
    private Task<string>? _kafka;
    private int _prefixes;

    /// <summary>The client profile the broker needs, for the key Kafka:Compatibility; null for a current broker.</summary>
    public static string? KafkaCompatibility =>
        Environment.GetEnvironmentVariable("GOVA_TEST_KAFKA") is null ? "0.9" : null;

    /// <summary>The owner's connection string, without a database.</summary>
    public Task<string> PostgresAsync(CancellationToken cancellationToken) =>
        OnceAsync(ref _postgres, "GOVA_TEST_POSTGRES", StartPostgresAsync).WaitAsync(cancellationToken);

    /// <summary>The bootstrap servers.</summary>
    public Task<string> KafkaAsync(CancellationToken cancellationToken) =>
        OnceAsync(ref _kafka, "GOVA_TEST_KAFKA", StartKafkaAsync).WaitAsync(cancellationToken);

    /// <summary>Keeps the topics and groups of one test apart from every other's.</summary>
    public string NewTopicPrefix() => $"t{Environment.ProcessId}-{Interlocked.Increment(ref _prefixes)}-";

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        foreach (var (process, stop) in Enumerable.Reverse(_started))
        {
            await process.StopAsync(stop, TimeSpan.FromSeconds(5));
        }

        Directory.Delete(_folder, recursive: true);
    }

    private Task<string> OnceAsync(ref Task<string>? service, string variable, Func<Task<string>> start)
    {
        lock (_started)
        {
            return service ??= Environment.GetEnvironmentVariable(variable) is { Length: > 0 } existing
                ? Task.FromResult(existing)
                : Task.Run(start);
        }
    }

    private async Task<string> StartPostgresAsync()
    {
        await Preparation.PostgresAsync(_ => { }, CancellationToken.None);
        var password = Guid.NewGuid().ToString("N");
        var port = Ports.Free();
        var server = new PostgresServer(Path.Combine(_folder, "postgres"), password, durable: false, _ => { });
        await StartedAsync([await server.StartAsync(port, CancellationToken.None)], Signal.Interrupt);
        return $"Host=127.0.0.1;Port={port};Username=postgres;Password={password}";
    }

    private async Task<string> StartKafkaAsync()
    {
        await Preparation.KafkaAsync(_ => { }, CancellationToken.None);
        var port = Ports.Free();
        var server = new KafkaServer(Path.Combine(_folder, "kafka"), _ => { });
        await StartedAsync(await server.StartAsync(port, Ports.Free(), CancellationToken.None), Signal.Kill);
        return $"127.0.0.1:{port}";
    }

    private async Task StartedAsync(IEnumerable<ChildProcess> processes, Signal stop)
    {
        await _gate.WaitAsync();
        _started.AddRange(processes.Select(process => (process, stop)));
        _gate.Release();
    }
}
