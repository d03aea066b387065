using System.Diagnostics;
using System.Globalization;

namespace Gova.Benchmarks;

/// <summary>The moderation worker as it is deployed: a process of its own, rules only.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Most memory it ever held, in bytes (Linux: VmHWM).</summary>
    public long PeakResidentBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }

    public static WorkerProcess Start(BenchmarkEnvironment environment, string topicPrefix)
    {
        var start = new ProcessStartInfo("dotnet", BenchmarkEnvironment.ServiceAssembly("Gova.ModerationWorker"))
        {
            Environment =
            {
                ["ConnectionStrings__govadb"] = environment.AppConnectionString,
                ["ConnectionStrings__kafka"] = environment.Messaging.BootstrapServers,
                ["Kafka__Compatibility"] = environment.Messaging.Compatibility,
                ["Kafka__TopicPrefix"] = topicPrefix,
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        return new WorkerProcess(Process.Start(start)!);
    }

    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The worker ended with exit code {_process.ExitCode}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var terminate = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await terminate.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
