using System.Diagnostics;
using System.Globalization;

namespace Gova.Benchmarks;

/// <summary>A service as it is deployed: a process of its own.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _project;

    private ServiceProcess(Process process, string project) => (_process, _project) = (process, project);

    /// <summary>Most memory it ever held, in bytes (Linux: VmHWM).</summary>
    public long PeakResidentBytes => ReadBytes("VmHWM:");

    /// <summary>Memory it holds now.</summary>
    public long ResidentBytes => ReadBytes("VmRSS:");

    public static ServiceProcess Start(
        string project, BenchmarkEnvironment environment, string topicPrefix, params (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", BenchmarkEnvironment.ServiceAssembly(project))
        {
            Environment =
            {
                ["ConnectionStrings__govadb"] = environment.AppConnectionString,
                ["ConnectionStrings__kafka"] = environment.Messaging.BootstrapServers,
                ["Kafka__Compatibility"] = environment.Messaging.Compatibility,
                ["Kafka__TopicPrefix"] = topicPrefix,
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Logging__LogLevel__Default"] = "Warning",
                ["Tiers__Free__MessagesPerDay"] = "1000000000",
                ["Tiers__Free__Moderators"] = "1000000",
            },
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        return new ServiceProcess(Process.Start(start)!, project);
    }

    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"{_project} ended with exit code {_process.ExitCode}.");
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

    private long ReadBytes(string figure)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(figure, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
