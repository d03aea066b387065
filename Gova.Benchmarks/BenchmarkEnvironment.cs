using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Gova.Messaging;

namespace Gova.Benchmarks;

/// <summary>
/// Postgres and Kafka for a benchmark. Configured ones (<c>ConnectionStrings__govadb-owner</c>, <c>ConnectionStrings__govadb</c>,
/// <c>ConnectionStrings__kafka</c>) are used as they are; else the Local host starts both, durable as in a normal run, on a
/// state folder of their own that is deleted at the end, or on one that is kept.
/// </summary>
internal sealed class BenchmarkEnvironment : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(3);

    private readonly Process? _host;
    private readonly string? _temporary;

    private BenchmarkEnvironment(string owner, string app, string kafka, string compatibility, Process? host, string? temporary)
    {
        (OwnerConnectionString, AppConnectionString, _host, _temporary) = (owner, app, host, temporary);
        Messaging = new MessagingOptions { BootstrapServers = kafka, Compatibility = compatibility };
    }

    public string OwnerConnectionString { get; }

    public string AppConnectionString { get; }

    public MessagingOptions Messaging { get; }

    public static string RepositoryRoot => Metadata("RepositoryRoot");

    /// <summary>The build output of a service, in the benchmark's own configuration.</summary>
    public static string ServiceAssembly(string project) =>
        Path.Combine(RepositoryRoot, project, "bin", Metadata("Configuration"), "net10.0", project + ".dll");

    /// <param name="kept">A folder for what is stored, which stays.</param>
    public static async Task<BenchmarkEnvironment> StartAsync(CancellationToken cancellationToken, DirectoryInfo? kept = null)
    {
        if (Environment.GetEnvironmentVariable("ConnectionStrings__kafka") is { } kafka)
        {
            return new BenchmarkEnvironment(
                Required("ConnectionStrings__govadb-owner"), Required("ConnectionStrings__govadb"), kafka,
                Environment.GetEnvironmentVariable("Kafka__Compatibility") ?? "", null, null);
        }

        var state = kept?.FullName ?? Directory.CreateTempSubdirectory("gova-benchmark-").FullName;
        var report = Path.Combine(state, "resources.json");
        File.Delete(report); // of the run before
        var start = new ProcessStartInfo("dotnet", [ServiceAssembly("Gova.AppHost"), "--resources", "kafka,migrations"])
        {
            Environment = { ["GOVA_STATE_DIR"] = state },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Console.WriteLine("Starting Postgres and Kafka ...");
        var host = Process.Start(start)!;
        var output = new List<string>();
        host.OutputDataReceived += (_, line) => Keep(line.Data);
        host.ErrorDataReceived += (_, line) => Keep(line.Data);
        host.BeginOutputReadLine();
        host.BeginErrorReadLine();

        var waited = Stopwatch.StartNew();
        while (!File.Exists(report))
        {
            if (host.HasExited || waited.Elapsed > StartDeadline)
            {
                lock (output)
                {
                    throw new InvalidOperationException($"Postgres and Kafka did not start:{Environment.NewLine}{string.Join(Environment.NewLine, output)}");
                }
            }

            await Task.Delay(100, cancellationToken);
        }

        using var resources = JsonDocument.Parse(await File.ReadAllTextAsync(report, cancellationToken));
        string ConnectionString(string name) => resources.RootElement.GetProperty("resources").EnumerateArray()
            .First(r => r.GetProperty("name").GetString() == name).GetProperty("connectionString").GetString()!;
        return new BenchmarkEnvironment(
            ConnectionString("govadb"), ConnectionString("govadb-app"), ConnectionString("kafka"), "0.9", host, kept is null ? state : null);

        void Keep(string? line)
        {
            if (line is not null)
            {
                lock (output)
                {
                    output.Add(line);
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is null)
        {
            return;
        }

        using (var interrupt = Process.Start("kill", ["-INT", _host.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await interrupt.WaitForExitAsync();
        }

        await _host.WaitForExitAsync();
        _host.Dispose();
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    private static string Required(string variable) => Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"{variable} is missing: with ConnectionStrings__kafka set, the database must be configured too.");

    private static string Metadata(string key) =>
        typeof(BenchmarkEnvironment).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;
}
