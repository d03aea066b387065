using System.Reflection;
using Gova.AppHost.Local.Processes;

namespace Gova.AppHost.Local.Parts;

/// <summary>Installs PostgreSQL and Kafka once per tree, through the scripts in eng/local.</summary>
internal static class Preparation
{
    public static string RepositoryRoot { get; } = Metadata("RepositoryRoot");

    public static string InstallFolder => Path.Combine(RepositoryRoot, ".gova");

    public static Task PostgresAsync(Action<string> progress, CancellationToken cancellationToken) =>
        RunAsync("postgres", "prepare-postgres.sh", progress, cancellationToken);

    public static Task KafkaAsync(Action<string> progress, CancellationToken cancellationToken) =>
        RunAsync("kafka", "prepare-kafka.sh", progress, cancellationToken);

    public static string Metadata(string key) => typeof(Preparation).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    private static async Task RunAsync(string resource, string script, Action<string> progress, CancellationToken cancellationToken)
    {
        var spec = new ChildSpec(resource, "bash", Path.Combine(RepositoryRoot, "eng", "local", script), InstallFolder)
        {
            DeathSignal = Signal.Kill,
        };
        var child = await ChildProcess.StartAsync(spec, progress);
        await using var _ = cancellationToken.Register(() => Signals.Send(-child.Id, Signal.Kill));
        var exitCode = await child.Exited;
        cancellationToken.ThrowIfCancellationRequested();
        if (exitCode != 0)
        {
            throw new ResourceFailedException(resource, Reason(child.LastLines, exitCode), child.LastLines);
        }
    }

    private static string Reason(IReadOnlyList<string> lines, int exitCode)
    {
        const string marker = "error: ";
        var error = lines.LastOrDefault(line => line.Contains(marker, StringComparison.Ordinal));
        return error is null
            ? $"the installation ended with exit code {exitCode}"
            : error[(error.IndexOf(marker, StringComparison.Ordinal) + marker.Length)..];
    }
}
