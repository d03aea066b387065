using System.Diagnostics;
using System.Text;
using Gova.AppHost.Local.Processes;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.AppHost.Local;

/// <summary>A real host with a state folder of its own, and every process that it started, found by that folder.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly bool _ownsState;

    private HostProcess(string state, bool ownsState, ProcessStartInfo start)
    {
        (State, _ownsState) = (state, ownsState);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["GOVA_STATE_DIR"] = state;
        _process = Process.Start(start)!;
        Id = _process.Id;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string State { get; }

    public int Id { get; }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static HostProcess Start(string? state = null, string? path = null)
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(Gova.AppHost.Program).Assembly.Location, null));
        if (path is not null)
        {
            start.Environment["PATH"] = path;
        }

        return new(state ?? NewState(), state is null, start);
    }

    public static HostProcess StartWithDotnetRun() => new(
        NewState(), ownsState: true,
        new ProcessStartInfo("dotnet", ["run", "--no-build", "--project", Repository.File("Gova.AppHost")]));

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Send(Signal signal) => Signals.Send(Id, signal);

    /// <summary>Every process that knows the state folder, but for the one that was started here.</summary>
    public IReadOnlyList<int> Others() =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 0 && id != Id && (Knows(id, "cmdline") || Knows(id, "environ"))),
    ];

    public Task UntilStartedAsync() => Eventually.That(
        () => Output.Contains("kafka      | ready", StringComparison.Ordinal)
            && Output.Contains("postgres   | ready", StringComparison.Ordinal)
            && Others().Count >= 4,
        TimeSpan.FromSeconds(90), "PostgreSQL, ZooKeeper, Kafka and a service run");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Send(Signal.Terminate);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        if (_ownsState)
        {
            await Eventually.That(() => Others().Count == 0, TimeSpan.FromSeconds(20), "the host's processes are gone");
            Directory.Delete(State, recursive: true);
        }
    }

    private static string NewState() => Directory.CreateTempSubdirectory("gova-host-").FullName;

    private bool Knows(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}").Contains(State, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
