using Gova.AppHost.Local.Processes;

namespace Gova.AppHost.Local.Running;

/// <summary>
/// Starts every resource when what it waits for is ready, watches them, and stops them in the opposite order.
/// The first failure is the application's failure.
/// </summary>
/// <param name="all">Also those that are not started: others can name where they would be.</param>
internal sealed class Orchestrator(
    IReadOnlyList<Resource> resources, IReadOnlyList<Resource> all, Launchers launchers, StateFolder state, ConsoleLog log)
    : IDisposable
{
    private readonly Dictionary<Resource, RunningResource> _running =
        resources.ToDictionary(model => model, model => new RunningResource(model));
    private readonly Dictionary<RunningResource, Task> _stops = [];
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private Task _starts = Task.CompletedTask;

    public IEnumerable<RunningResource> Resources => resources.Select(model => _running[model]);

    /// <summary>Completes when a resource fails.</summary>
    public Task<Exception> Failure => _failure.Task;

    public void Start()
    {
        foreach (var model in all)
        {
            foreach (var endpoint in model.Endpoints.Where(endpoint => !endpoint.ContainerOnly))
            {
                endpoint.Ports = [.. Enumerable.Range(0, model.Replicas).Select(replica =>
                    state.Port($"{model.Name}/{endpoint.Name}/{replica}", replica == 0 ? endpoint.PreferredPort : null))];
            }
        }

        _starts = Task.WhenAll(_running.Values.Select(StartAsync));
    }

    public Task StopAsync()
    {
        _stopping.Cancel();
        return StopAllAsync();
    }

    public void Dispose() => _stopping.Dispose();

    private async Task StopAllAsync()
    {
        await _starts;
        lock (_stops)
        {
            foreach (var resource in _running.Values)
            {
                Stop(resource);
            }
        }

        await Task.WhenAll(_stops.Values);
    }

    private async Task StartAsync(RunningResource resource)
    {
        try
        {
            foreach (var dependency in resource.Model.Dependencies)
            {
                var other = _running[dependency.Resource];
                await (dependency.UntilCompletion ? other.Completed : other.Healthy).WaitAsync(_stopping.Token);
            }

            resource.Starting();
            await launchers.StartAsync(resource, _stopping.Token);
            if (resource.Model.RunsToCompletion)
            {
                await CompleteAsync(resource);
                return;
            }

            resource.BecameHealthy();
            foreach (var (process, _, _) in resource.Processes)
            {
                _ = WatchAsync(resource, process);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            resource.Stopped();
        }
        catch (Exception exception)
        {
            resource.Failed(exception);
            _failure.TrySetResult(exception);
        }
    }

    private async Task CompleteAsync(RunningResource resource)
    {
        foreach (var (process, _, _) in resource.Processes)
        {
            if (await process.Exited.WaitAsync(_stopping.Token) is not 0 and var exitCode)
            {
                throw new ResourceFailedException(resource.Name, $"ended with exit code {exitCode}", process.LastLines);
            }
        }

        resource.Finished();
        log.Line(resource.Name, "finished");
    }

    private async Task WatchAsync(RunningResource resource, ChildProcess process)
    {
        var exitCode = await process.Exited;
        if (!_stopping.IsCancellationRequested)
        {
            var failure = new ResourceFailedException(
                resource.Name, $"'{process.Spec.Name}' ended with exit code {exitCode} while it was in use", process.LastLines);
            resource.Failed(failure);
            _failure.TrySetResult(failure);
        }
    }

    private Task Stop(RunningResource resource)
    {
        if (!_stops.TryGetValue(resource, out var stop))
        {
            var dependents = _running.Values
                .Where(other => other.Model.Dependencies.Any(dependency => dependency.Resource == resource.Model));
            _stops[resource] = stop = StopAfterAsync(resource, [.. dependents.Select(Stop)]);
        }

        return stop;
    }

    private static async Task StopAfterAsync(RunningResource resource, IReadOnlyList<Task> dependents)
    {
        await Task.WhenAll(dependents);
        foreach (var (process, signal, deadline) in resource.Processes.Reverse())
        {
            await process.StopAsync(signal, deadline);
        }

        resource.Stopped();
    }
}
