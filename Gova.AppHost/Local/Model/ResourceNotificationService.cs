using Gova.AppHost.Local.Running;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Waits for what becomes of resources. A resource that fails ends the wait with its error.</summary>
public sealed class ResourceNotificationService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private readonly Func<string, RunningResource> _find;

    internal ResourceNotificationService(Func<string, RunningResource> find) => _find = find;

    public Task WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        _find(resourceName).Healthy.WaitAsync(cancellationToken);

    public async Task WaitForResourceAsync(
        string resourceName, string? targetState = null, CancellationToken cancellationToken = default)
    {
        var resource = _find(resourceName);
        while (targetState is not null && resource.State != targetState)
        {
            await Task.Delay(Interval, cancellationToken);
        }
    }
}
