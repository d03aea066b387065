namespace Gova.Tests.Billing.Crashes;

/// <summary>
/// Where a process dies: at each step that those around it see, once. A step is known by what is asked for, by whether that is about
/// to be done or was just done, and by how often it came before.
/// </summary>
internal sealed class Steps
{
    /// <summary>What is done for one event is done for the next, and each death costs a start.</summary>
    private const int MostRepetitions = 1;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _died = [];
    private readonly Dictionary<string, int> _passed = [];
    private TaskCompletionSource<string>? _death;
    private bool _isDead;
    private int _underWay;

    /// <summary>It dies at none that begins so: it has elsewhere.</summary>
    public IReadOnlyList<string> Spared { get; set; } = [];

    /// <summary>SIGKILL.</summary>
    public Func<Task> Kill { get; set; } = () => Task.CompletedTask;

    /// <summary>Nothing is under way, so that no step is behind what everybody sees already.</summary>
    public bool IsQuiet => Volatile.Read(ref _underWay) == 0;

    /// <summary>From here on it dies at the first step at which it has not.</summary>
    /// <returns>Ends when it is dead, with the step.</returns>
    public Task<string> Arm()
    {
        lock (_gate)
        {
            _passed.Clear();
            _death = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _death.Task;
        }
    }

    /// <summary>From here on it lives.</summary>
    /// <returns>Whether it does.</returns>
    public bool Disarm()
    {
        lock (_gate)
        {
            _death = null;
            return !_isDead;
        }
    }

    /// <summary>It is started again.</summary>
    public void Revive()
    {
        lock (_gate)
        {
            (_isDead, _underWay) = (false, 0);
        }
    }

    /// <summary>Something was asked for that is not answered yet.</summary>
    public void Enter() => Interlocked.Increment(ref _underWay);

    public void Leave() => Interlocked.Decrement(ref _underWay);

    /// <param name="isDone">What is asked for was just done; otherwise it is about to be.</param>
    /// <returns>False when it is dead: whatever was on its way there or from there is lost.</returns>
    public async Task<bool> PassAsync(bool isDone, string what)
    {
        TaskCompletionSource<string> death;
        string name;
        lock (_gate)
        {
            if (_isDead || _death is null)
            {
                return !_isDead;
            }

            if (Spared.Any(spared => what.StartsWith(spared, StringComparison.Ordinal)))
            {
                return true;
            }

            var step = $"{(isDone ? "after" : "before")} {what}";
            var times = _passed[step] = _passed.GetValueOrDefault(step) + 1;
            name = times == 1 ? step : $"{step}, time {times}";
            if (times > MostRepetitions || !_died.Add(name))
            {
                return true;
            }

            (death, _death, _isDead) = (_death, null, true);
        }

        await Kill();
        death.SetResult(name);
        return false;
    }
}
