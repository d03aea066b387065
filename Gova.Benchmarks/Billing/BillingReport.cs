using System.Globalization;
using Gova.Benchmarks.Api;

namespace Gova.Benchmarks.Billing;

/// <summary>What was measured.</summary>
/// <param name="Acknowledged">From when a webhook was due to its answer.</param>
/// <param name="Refused">Answers that were none of 2xx.</param>
/// <param name="Stored">Events in the inbox.</param>
/// <param name="Handled">So many of them a second, from the first to the last.</param>
/// <param name="Behind">How long handling went on after the last had come.</param>
internal sealed record BillingFigures(
    BillingLoad Load, Latencies Acknowledged, int Sent, int Refused, long Stored, double Handled, TimeSpan Behind, long PeakBytes)
{
    public const double Target = 100;

    public bool IsMet => Acknowledged.P99 <= Target && Refused == 0 && Stored == Sent;
}

/// <summary>The figures as a table.</summary>
internal static class BillingReport
{
    public static string Table(BillingFigures f)
    {
        (string Figure, string Measured)[] rows =
        [
            ("Webhooks sent / refused / stored", $"{f.Sent:N0} / {f.Refused:N0} / {f.Stored:N0}"),
            ("Acknowledged after, p50 / p95 / p99", Line($"{f.Acknowledged.P50:0.0} / {f.Acknowledged.P95:0.0} / {f.Acknowledged.P99:0.0} ms")),
            ("Handled", Line($"{f.Handled:N0}/s")),
            ("Last one handled after the last was sent", Line($"{f.Behind.TotalSeconds:0.0} s")),
            ("Memory of billing at most", $"{f.PeakBytes / 1_048_576} MB"),
        ];
        return string.Join(Environment.NewLine,
        [
            $"{f.Load.Rate:N0} webhooks a second for {f.Load.Seconds} s about {f.Load.Customers:N0} customers, {Environment.ProcessorCount} cores shared by billing, Postgres, the simulated Stripe and this program",
            "", "| Figure | Measured |", "|---|---|", .. rows.Select(row => $"| {row.Figure} | {row.Measured} |"),
        ]);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
