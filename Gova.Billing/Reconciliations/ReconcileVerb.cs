using System.Globalization;
using Gova.Billing.Checkouts;
using Gova.Billing.Stripe;
using Gova.Billing.Subscriptions;
using Gova.Billing.Webhooks;
using Gova.Data;
using Gova.Messaging;
using Gova.ServiceDefaults;
using Npgsql;

namespace Gova.Billing.Reconciliations;

/// <summary>
/// <c>Gova.Billing.dll reconcile [--dry-run]</c>: compares with Stripe now and shows what it found. It needs the settings of the
/// service, and the service beside it handles the events that it brings.
/// </summary>
internal static partial class ReconcileVerb
{
    public const string Name = "reconcile";

    private const string DryRun = "--dry-run";

    private const int NothingOpen = 0;
    private const int SomethingOpen = 1;
    private const int CouldNotRun = 2;

    /// <returns>The process's exit code: 0 when nothing is left to look at, 1 when something is, 2 when it could not run.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder([.. args.Where(arg => arg != DryRun)]);
        builder.AddServiceDefaults();
        builder.AddGovaMessaging();
        builder.AddGovaData();
        builder.Services.AddStripe().AddSubscriptions().AddCheckouts().AddStripeWebhooks().AddReconciliation();
        using var host = builder.Build();
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };
        try
        {
            return await RunAsync(host.Services, args.Contains(DryRun), Console.Out, interrupted.Token);
        }
        catch (Exception e)
        {
            Log.Failed(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ReconcileVerb)), e.Message);
            return CouldNotRun;
        }
    }

    internal static async Task<int> RunAsync(IServiceProvider services, bool isDryRun, TextWriter output, CancellationToken cancellationToken)
    {
        await using var turn = await ReconcileTurn.TryEnterAsync(services.GetRequiredService<NpgsqlDataSource>(), cancellationToken)
            ?? throw new InvalidOperationException("Another process compares just now.");
        // Of what the service runs, only this is needed: it stores events.
        var inbox = services.GetRequiredService<EventInbox>();
        await inbox.StartAsync(cancellationToken);
        try
        {
            var report = await services.GetRequiredService<Reconcile>().ExecuteAsync(isDryRun, cancellationToken);
            await WriteAsync(report, output);
            return report.Open == 0 ? NothingOpen : SomethingOpen;
        }
        finally
        {
            await inbox.StopAsync(CancellationToken.None);
        }
    }

    private static async Task WriteAsync(Report report, TextWriter output)
    {
        string[] head = ["OUTCOME", "WHAT", "ACCOUNT", "CUSTOMER", "WHICH", "HERE", "AT STRIPE"];
        var rows = report.Findings.Select(f => new[]
        {
            StatusNames.Of(f.Outcome), StatusNames.Of(f.Kind), f.UserId?.ToString() ?? "-", f.CustomerId ?? "-", f.Subject ?? "-", f.Here, f.AtStripe,
        }).Prepend(head).ToList();
        var widths = head.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows.Where(_ => rows.Count > 1))
        {
            await output.WriteLineAsync(string.Join("  ", row.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());
        }

        var more = report.Mended + report.Open - report.Findings.Count;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Compared} accounts compared, {report.Mended} differences mended, {report.Open} to look at{(more > 0 ? $" ({more} not shown)" : "")}; {report.GrantedByHand} accounts have their tier by hand."));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "Nothing could be compared with Stripe: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
