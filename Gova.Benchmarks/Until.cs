namespace Gova.Benchmarks;

/// <summary>Waits for what a process is to reach.</summary>
internal static class Until
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>False when it did not come to that in three minutes.</summary>
    /// <exception cref="InvalidOperationException">The process ended.</exception>
    public static async Task<bool> TrueAsync(ServiceProcess process, Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            process.ThrowIfEnded();
            if (TimeProvider.System.GetElapsedTime(begun) > Deadline)
            {
                return false;
            }

            await Task.Delay(Interval, cancellationToken);
        }

        return true;
    }
}
