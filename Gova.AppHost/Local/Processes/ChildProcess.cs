using System.ComponentModel;
using System.Diagnostics;

namespace Gova.AppHost.Local.Processes;

/// <summary>One started process: its output line by line, its end, and the way to end it.</summary>
internal sealed class ChildProcess
{
    private const int KeptLines = 40;
    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();
    private readonly Action<string> _onLine;

    private ChildProcess(Process process, ChildSpec spec, Action<string> onLine)
    {
        (_process, Spec, _onLine) = (process, spec, onLine);
        Exited = WaitForEndAsync();
    }

    public ChildSpec Spec { get; }

    public int Id => _process.Id;

    /// <summary>The exit code, after the last line was read.</summary>
    public Task<int> Exited { get; }

    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lastLines)
            {
                return [.. _lastLines];
            }
        }
    }

    public static async Task<ChildProcess> StartAsync(ChildSpec spec, Action<string> onLine)
    {
        var command = spec.Command().ToArray();
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = spec.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            var process = await Forker.RunAsync(() => Process.Start(start)!);
            process.StandardInput.Close();
            return new ChildProcess(process, spec, onLine);
        }
        catch (Win32Exception exception)
        {
            throw new ResourceFailedException(
                spec.Name, $"cannot start '{command[0]}' (install the package 'util-linux'): {exception.Message}");
        }
    }

    /// <summary>Asks it to end, and kills it and what it started when it does not within the deadline.</summary>
    public async Task StopAsync(Signal signal, TimeSpan deadline)
    {
        Signals.Send(Id, signal);
        try
        {
            await Exited.WaitAsync(deadline);
        }
        catch (TimeoutException)
        {
            Signals.Send(-Id, Signal.Kill);
            await Exited;
        }
    }

    private async Task ReadLinesAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lastLines)
            {
                _lastLines.Enqueue(line);
                if (_lastLines.Count > KeptLines)
                {
                    _lastLines.Dequeue();
                }
            }

            _onLine(line);
        }
    }

    private async Task<int> WaitForEndAsync()
    {
        // A grandchild may hold the pipes open: the process's own end counts, and its output gets a moment to drain.
        var output = Task.WhenAll(ReadLinesAsync(_process.StandardOutput), ReadLinesAsync(_process.StandardError));
        await _process.WaitForExitAsync();
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(1)));
        return _process.ExitCode;
    }
}
