using System.Globalization;
using System.Text.Json;

namespace Gova.Benchmarks;

/// <summary>What was measured.</summary>
/// <param name="RawPerSecond">Messages a second: consume and insert, no logic.</param>
/// <param name="PipelinePerSecond">Messages a second through the worker with rules and no model.</param>
/// <param name="P50">Message to durable verdict at the steady rate, in milliseconds.</param>
internal sealed record PipelineFigures(
    Load Load, double RawPerSecond, double PipelinePerSecond, double P50, double P95, double P99, long PeakWorkerBytes, long RowsLost)
{
    public double Ratio => PipelinePerSecond / RawPerSecond;
}

/// <summary>The figures beside their targets.</summary>
internal static class PipelineReport
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static string Table(PipelineFigures f)
    {
        (string Figure, string Measured, string Target, bool Met)[] rows =
        [
            ("Raw limit (consume + insert)", PerSecond(f.RawPerSecond), "-", true),
            ("Pipeline, rules, no model", PerSecond(f.PipelinePerSecond), ">= 15,000 msg/s", f.PipelinePerSecond >= 15_000),
            ("Pipeline / raw limit", f.Ratio.ToString("0.00", CultureInfo.InvariantCulture), ">= 0.60", f.Ratio >= 0.6),
            ($"p50 at {f.Load.Rate} msg/s", Milliseconds(f.P50), "-", true),
            ($"p95 at {f.Load.Rate} msg/s", Milliseconds(f.P95), "-", true),
            ($"p99 at {f.Load.Rate} msg/s", Milliseconds(f.P99), "<= 60 ms", f.P99 <= 60),
            ($"Peak worker RSS, {f.Load.Moderators:N0} moderators", $"{f.PeakWorkerBytes / 1_048_576} MB", "<= 300 MB", f.PeakWorkerBytes <= 300L * 1_048_576),
            ("Rows lost", f.RowsLost.ToString(CultureInfo.InvariantCulture), "0", f.RowsLost == 0),
        ];
        var lines = rows.Select(r => $"| {r.Figure} | {r.Measured} | {r.Target} | {(r.Target == "-" ? "" : r.Met ? "met" : "missed")} |");
        return string.Join(Environment.NewLine,
        [
            $"{f.Load.Messages:N0} messages, {Environment.ProcessorCount} cores shared by worker, Kafka, Postgres and this program",
            "", "| Figure | Measured | Target | |", "|---|---|---|---|", .. lines,
        ]);
    }

    public static string Json(PipelineFigures f) => JsonSerializer.Serialize(f, Options);

    private static string PerSecond(double value) => value.ToString("N0", CultureInfo.InvariantCulture) + " msg/s";

    private static string Milliseconds(double value) => value.ToString("0.0", CultureInfo.InvariantCulture) + " ms";
}
