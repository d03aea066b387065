using System.Collections.Concurrent;

namespace Gova.AppHost.Local.Processes;

/// <summary>
/// Starts every child from one thread that lives as long as the host: the kernel ties the parent-death signal to the
/// thread that forked, and a thread of the pool may end at any time.
/// </summary>
internal static class Forker
{
    private static readonly BlockingCollection<Action> Work = [];

    static Forker() => new Thread(Run) { IsBackground = true, Name = "forker" }.Start();

    public static Task<T> RunAsync<T>(Func<T> start)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                result.SetResult(start());
            }
            catch (Exception exception)
            {
                result.SetException(exception);
            }
        });
        return result.Task;
    }

    private static void Run()
    {
        foreach (var action in Work.GetConsumingEnumerable())
        {
            action();
        }
    }
}
