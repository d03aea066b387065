using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gova.AppHost.Local.Running;

/// <summary>One run at the console: progress, the table once all is healthy, and an orderly end.</summary>
internal sealed class ConsoleRun(DistributedApplication application, StateFolder state, ConsoleLog log)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var stop = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = OnSignal(PosixSignal.SIGINT, stop);
        using var terminate = OnSignal(PosixSignal.SIGTERM, stop);
        using var hangUp = OnSignal(PosixSignal.SIGHUP, stop);
        using var parent = ParentWatch.Start(() => stop.TrySetResult("the process that started this host has ended"));
        await using var cancel = cancellationToken.Register(() => stop.TrySetResult("cancelled"));

        log.Plain($"Gova on plain processes, state in {state.Path}");
        var orchestrator = application.Start();
        var healthy = Task.WhenAll(orchestrator.Resources.Select(resource => resource.Healthy));
        var first = await Task.WhenAny(healthy, orchestrator.Failure, stop.Task);
        if (first == healthy && healthy.IsCompletedSuccessfully)
        {
            await ResourceReport.WriteAsync(state, orchestrator.Resources, cancellationToken);
            log.Plain(ResourceReport.Table(orchestrator.Resources, watch.Elapsed));
            first = await Task.WhenAny(orchestrator.Failure, stop.Task);
        }

        log.Host(first == stop.Task ? $"stopping: {await stop.Task}" : "stopping: a resource failed");
        watch.Restart();
        await application.StopAsync(CancellationToken.None);
        File.Delete(state.Sub(ResourceReport.FileName));
        log.Host($"stopped after {watch.Elapsed.TotalSeconds:0.0} s");
        if (orchestrator.Failure.IsCompleted && first != stop.Task)
        {
            Report(await orchestrator.Failure);
        }
    }

    // The second signal is left to the system: it ends the host at once, and the kernel ends the children.
    private static PosixSignalRegistration OnSignal(PosixSignal signal, TaskCompletionSource<string> stop) =>
        PosixSignalRegistration.Create(signal, context => context.Cancel = stop.TrySetResult(signal.ToString()));

    private void Report(Exception failure)
    {
        if (failure is ResourceFailedException { LastLines.Count: > 0 } resource)
        {
            log.Plain($"The last lines of {resource.Resource}:");
            foreach (var line in resource.LastLines)
            {
                log.Line(resource.Resource, line);
            }
        }

        log.Error(failure.Message);
        Environment.ExitCode = 1;
    }
}
