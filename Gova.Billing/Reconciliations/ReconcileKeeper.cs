using Gova.Billing.Stripe;
using Gova.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Gova.Billing.Reconciliations;

/// <summary>Compares with Stripe when it is time. Each host looks; one at a time does it.</summary>
internal sealed partial class ReconcileKeeper(
    NpgsqlDataSource dataSource, IDbContextFactory<GovaDbContext> contexts, StripeClient stripe, Reconcile reconcile,
    IOptions<BillingOptions> options, TimeProvider time, ILogger<ReconcileKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>When one that was interrupted is begun again.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!stripe.IsConfigured || options.Value.ReconcileEvery == TimeSpan.Zero)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunIfDueAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Interrupted(logger, e);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether it was time, and nobody else was at it.</returns>
    internal async Task<bool> RunIfDueAsync(CancellationToken cancellationToken)
    {
        if (!await IsDueAsync(cancellationToken))
        {
            return false;
        }

        await using var turn = await ReconcileTurn.TryEnterAsync(dataSource, cancellationToken);
        // Another may have just done it.
        if (turn is null || !await IsDueAsync(cancellationToken))
        {
            return false;
        }

        await reconcile.ExecuteAsync(isDryRun: false, cancellationToken);
        return true;
    }

    private async Task<bool> IsDueAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var last = await db.Reconciliations.AsNoTracking().OrderByDescending(r => r.StartedAt).Select(r => new { r.StartedAt, r.FinishedAt })
            .FirstOrDefaultAsync(cancellationToken);
        return last is null || last.StartedAt + (last.FinishedAt is null ? RetryDelay : options.Value.ReconcileEvery) <= time.GetUtcNow();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The comparison with Stripe was interrupted; it begins anew in a quarter of an hour")]
        public static partial void Interrupted(ILogger logger, Exception error);
    }
}
