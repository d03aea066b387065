using System.Diagnostics;

namespace Gova.Tests.Infrastructure;

/// <summary>Waits for a condition with a deadline: what tests use instead of sleeping.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public static Task That(Func<Task<bool>> condition, TimeSpan timeout, string because) => That(condition, timeout, () => because);

    /// <summary>With a text that is made when the deadline has passed, and can say how things stand then.</summary>
    public static async Task That(Func<Task<bool>> condition, TimeSpan timeout, Func<string> because)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed >= timeout)
            {
                Assert.Fail($"Not within {timeout.TotalSeconds:0.#} s: {because()}");
            }

            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }
    }

    public static Task That(Func<bool> condition, TimeSpan timeout, string because) =>
        That(() => Task.FromResult(condition()), timeout, because);

    /// <summary>The first value that is not null.</summary>
    public static async Task<T> Value<T>(Func<Task<T?>> read, TimeSpan timeout, string because)
        where T : class
    {
        T? value = null;
        await That(async () => (value = await read()) is not null, timeout, because);
        return value!;
    }
}
