using System.Globalization;

namespace Gova.Benchmarks.Live;

/// <summary>What was measured.</summary>
/// <param name="EventsPerSecond">Recorded.</param>
/// <param name="P50">From the start of recording to arrival, in milliseconds.</param>
/// <param name="IdleBytes">What the api holds before anybody watches.</param>
/// <param name="WatchedBytes">The most that it ever held.</param>
internal sealed record LiveFigures(
    LiveLoad Load, double EventsPerSecond, long Delivered, long Missed, long Doubled, double P50, double P99, double Max, long IdleBytes, long WatchedBytes);

/// <summary>The figures as a table.</summary>
internal static class LiveReport
{
    public static string Table(LiveFigures f)
    {
        (string Figure, string Measured)[] rows =
        [
            ("Events recorded", PerSecond(f.EventsPerSecond)),
            ("Events delivered", $"{Number(f.Delivered)}, {PerSecond(f.Delivered / (double)f.Load.Seconds)}"),
            ("Missed / doubled", $"{Number(f.Missed)} / {Number(f.Doubled)}"),
            ("Delay p50", Milliseconds(f.P50)),
            ("Delay p99", Milliseconds(f.P99)),
            ("Delay max", Milliseconds(f.Max)),
            ("Api memory before / at most", $"{f.IdleBytes / 1_048_576} MB / {f.WatchedBytes / 1_048_576} MB"),
        ];
        return string.Join(Environment.NewLine,
        [
            $"{f.Load.Watchers:N0} watchers of {f.Load.Moderators:N0} communities, {f.Load.Seconds} s, {Environment.ProcessorCount} cores shared by api, Postgres and the watchers",
            "", "| Figure | Measured |", "|---|---|", .. rows.Select(row => $"| {row.Figure} | {row.Measured} |"),
        ]);
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string PerSecond(double value) => value.ToString("N0", CultureInfo.InvariantCulture) + "/s";

    private static string Milliseconds(double value) => value.ToString("N0", CultureInfo.InvariantCulture) + " ms";
}
