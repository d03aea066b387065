namespace Gova.AppHost.Local.Processes;

internal static class Readiness
{
    /// <summary>Waits until a child is ready; a child that ends first, or is too slow, is stopped and reported.</summary>
    public static async Task WaitAsync(
        ChildProcess child, Task ready, Signal stopSignal, TimeSpan deadline, CancellationToken cancellationToken)
    {
        try
        {
            var first = await Task.WhenAny(ready, child.Exited).WaitAsync(deadline, cancellationToken);
            if (first == child.Exited && !ready.IsCompleted)
            {
                throw new ResourceFailedException(
                    child.Spec.Name, $"ended with exit code {await child.Exited} before it was ready", child.LastLines);
            }
        }
        catch (TimeoutException)
        {
            await child.StopAsync(stopSignal, TimeSpan.FromSeconds(5));
            throw new ResourceFailedException(child.Spec.Name, $"was not ready after {deadline.TotalSeconds:0} s", child.LastLines);
        }
        catch (OperationCanceledException)
        {
            await child.StopAsync(stopSignal, TimeSpan.FromSeconds(5));
            throw;
        }
    }
}
