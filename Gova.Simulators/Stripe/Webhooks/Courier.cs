using System.Text;
using Microsoft.Extensions.Options;

namespace Gova.Simulators.Stripe.Webhooks;

/// <summary>Carries deliveries to their endpoints, again and again until they are taken or three days have passed.</summary>
internal sealed class Courier(DeliveryFaults faults, IOptions<StripeSimulatorOptions> options, IHostApplicationLifetime lifetime, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMilliseconds(options.Value.WebhookTimeoutMs) };

    /// <summary>Ends with the first attempt; further ones are made meanwhile.</summary>
    public async Task DeliverAsync(Delivery delivery, Task turn, TimeSpan delay)
    {
        // Off the caller's lock, and off the request that it answers.
        await Task.Yield();
        Rest.StripeCall.Current = null;
        await turn;
        try
        {
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, time, lifetime.ApplicationStopping);
            }

            if (!await AttemptAsync(delivery, lifetime.ApplicationStopping))
            {
                _ = RetryAsync(delivery, lifetime.ApplicationStopping);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task RetryAsync(Delivery delivery, CancellationToken stopping)
    {
        var (since, wait) = (time.GetUtcNow(), TimeSpan.FromMilliseconds(options.Value.WebhookRetryMs));
        try
        {
            do
            {
                await Task.Delay(wait, time, stopping);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
                if (time.GetUtcNow() - since > Patience)
                {
                    delivery.State = DeliveryState.GivenUp;
                    return;
                }
            }
            while (delivery.State != DeliveryState.Delivered && !await AttemptAsync(delivery, stopping));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task<bool> AttemptAsync(Delivery delivery, CancellationToken stopping)
    {
        var (status, error) = faults.TakeLoss() ? (null, "lost") : await SendAsync(delivery, stopping);
        var taken = status is >= 200 and < 300;
        lock (delivery)
        {
            delivery.Attempts = [.. delivery.Attempts, new DeliveryAttempt(time.GetUtcNow(), status, error)];
            if (taken && delivery.State != DeliveryState.Delivered)
            {
                delivery.State = DeliveryState.Delivered;
                delivery.Event.PendingWebhooks--;
            }
        }

        return taken;
    }

    private async Task<(int? Status, string? Error)> SendAsync(Delivery delivery, CancellationToken stopping)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Endpoint.Url)
        {
            Content = new StringContent(delivery.Payload, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Stripe-Signature", WebhookSignature.Write(delivery.Payload, delivery.Endpoint.Secrets, time.GetUtcNow()));
        request.Headers.UserAgent.ParseAdd("Stripe/1.0");
        try
        {
            using var answer = await _http.SendAsync(request, stopping);
            return ((int)answer.StatusCode, null);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !stopping.IsCancellationRequested)
        {
            return (null, exception.Message);
        }
    }
}
