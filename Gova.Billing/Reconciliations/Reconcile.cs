using Gova.Data;
using Gova.Data.Billing;
using Microsoft.EntityFrameworkCore;

namespace Gova.Billing.Reconciliations;

/// <summary>
/// Compares everything here with everything at Stripe, mends what can be mended and tells the rest. Whoever runs it has the turn
/// (<see cref="ReconcileTurn"/>). Interrupted, it begins anew: it finds only what is still to be mended.
/// </summary>
internal sealed partial class Reconcile(
    IDbContextFactory<GovaDbContext> contexts, CompareAccounts accounts, CompareCustomers customers, CompareCheckouts checkouts, FetchEvents events,
    TimeProvider time, ILogger<Reconcile> logger)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <exception cref="Stripe.StripeException">Stripe is away.</exception>
    public async Task<Report> ExecuteAsync(bool isDryRun, CancellationToken cancellationToken)
    {
        var report = new Report(isDryRun);
        if (isDryRun)
        {
            await CompareAsync(report, cancellationToken);
            return report;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var row = new Reconciliation { ReconciliationId = Guid.CreateVersion7(now), StartedAt = now };
        db.Reconciliations.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        await CompareAsync(report, cancellationToken);

        row.FinishedAt = time.GetUtcNow();
        (row.Compared, row.Repaired, row.Reported, row.Findings) = (report.Compared, report.Mended, report.Open, report.FindingsJson());
        await db.SaveChangesAsync(cancellationToken);
        await db.Reconciliations.Where(r => r.StartedAt < now - Kept).ExecuteDeleteAsync(cancellationToken);
        return report;
    }

    private async Task CompareAsync(Report report, CancellationToken cancellationToken)
    {
        // Customers that are found are compared with the others after them.
        await customers.ExecuteAsync(report, cancellationToken);
        await checkouts.ExecuteAsync(report, cancellationToken);
        await accounts.ExecuteAsync(report, cancellationToken);
        await events.ExecuteAsync(report, cancellationToken);
        Log.Finished(logger, report.Compared, report.Mended, report.GrantedByHand);
        if (report.Open > 0)
        {
            Log.Open(logger, report.Open);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Compared} accounts were compared with Stripe: {Mended} differences were mended; {GrantedByHand} have their tier by hand")]
        public static partial void Finished(ILogger logger, int compared, int mended, int grantedByHand);

        [LoggerMessage(LogLevel.Warning, "Of the comparison with Stripe {Open} differences are left for somebody to look at: the command reconcile shows them")]
        public static partial void Open(ILogger logger, int open);
    }
}
