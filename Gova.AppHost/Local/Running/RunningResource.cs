using Gova.AppHost.Local.Processes;

namespace Gova.AppHost.Local.Running;

/// <summary>One resource of a started application: its state, its processes, and what others wait for.</summary>
internal sealed class RunningResource(Resource model)
{
    private readonly TaskCompletionSource _healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<StartedProcess> _processes = [];

    public Resource Model { get; } = model;

    public string Name => Model.Name;

    public string State { get; private set; } = KnownResourceStates.Waiting;

    public Task Healthy => _healthy.Task;

    public Task Completed => _completed.Task;

    /// <summary>In the order of their start.</summary>
    public IReadOnlyList<StartedProcess> Processes
    {
        get
        {
            lock (_processes)
            {
                return [.. _processes];
            }
        }
    }

    public IEnumerable<string> Urls => Model.Endpoints
        .Where(endpoint => endpoint.Ports.Count > 0)
        .SelectMany(endpoint => Enumerable.Range(0, endpoint.Ports.Count).Select(endpoint.Url));

    public void Add(ChildProcess process, Signal stop, TimeSpan deadline)
    {
        lock (_processes)
        {
            _processes.Add(new(process, stop, deadline));
        }
    }

    public void Starting() => State = KnownResourceStates.Starting;

    public void BecameHealthy()
    {
        State = KnownResourceStates.Running;
        _healthy.TrySetResult();
    }

    public void Finished()
    {
        State = KnownResourceStates.Finished;
        _healthy.TrySetResult();
        _completed.TrySetResult();
    }

    public void Failed(Exception exception)
    {
        State = _healthy.Task.IsCompletedSuccessfully ? KnownResourceStates.Exited : KnownResourceStates.FailedToStart;
        _healthy.TrySetException(exception);
        _completed.TrySetException(exception);
        // Nobody may wait for it: the failure is reported by the orchestrator.
        _ = _healthy.Task.Exception;
        _ = _completed.Task.Exception;
    }

    public void Stopped() => State = KnownResourceStates.Exited;
}

internal sealed record StartedProcess(ChildProcess Process, Signal Stop, TimeSpan Deadline);
