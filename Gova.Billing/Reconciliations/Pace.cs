using Microsoft.Extensions.Options;

namespace Gova.Billing.Reconciliations;

/// <summary>Keeps a comparison slow: Stripe's rate limit is needed for people who wait.</summary>
internal sealed class Pace(IOptions<BillingOptions> options, TimeProvider time)
{
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Before each call.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ReconcileCallsPerSecond is not (> 0 and var calls))
        {
            return;
        }

        var now = time.GetUtcNow();
        var at = _next > now ? _next : now;
        _next = at + (TimeSpan.FromSeconds(1) / calls);
        if (at > now)
        {
            await Task.Delay(at - now, time, cancellationToken);
        }
    }
}
