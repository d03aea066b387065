namespace Gova.AppHost.Local.Running;

internal static class HttpHealth
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(150);
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Asks until the answer is 200.</summary>
    public static async Task WaitAsync(Uri address, CancellationToken cancellationToken)
    {
        while (!await IsHealthyAsync(address, cancellationToken))
        {
            await Task.Delay(Interval, cancellationToken);
        }
    }

    private static async Task<bool> IsHealthyAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync(address, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
