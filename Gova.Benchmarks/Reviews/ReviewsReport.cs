using System.Globalization;
using System.Text.Json;

namespace Gova.Benchmarks.Reviews;

/// <summary>What one run saw.</summary>
/// <param name="Delay">Seconds that the model was made to take; null leaves it as quick as it is.</param>
/// <param name="Sent">Messages that the model decided about.</param>
/// <param name="WaitP50">From the message to the model's recorded verdict, in seconds.</param>
/// <param name="Harmful">Messages that the community's script labels as toxic or evasive.</param>
/// <param name="Toxic">Those of them labelled as toxic.</param>
/// <param name="MissedHarmful">Of the harmful, those without a verdict of some severity.</param>
/// <param name="OthersP95">From a message of another community to its durable verdict, in milliseconds.</param>
internal sealed record ReviewsFigures(
    string Mode, double? Delay, long Messages, long Calls, long Sent, double WaitP50, double WaitP95, double WaitMax,
    int Harmful, int Toxic, int MissedHarmful, int MissedToxic, double? OthersP95)
{
    public double CallsPerThousand => Messages == 0 ? 0 : 1_000.0 * Calls / Messages;

    public double SentPerThousand => Messages == 0 ? 0 : 1_000.0 * Sent / Messages;
}

/// <summary>The figures beside their targets.</summary>
internal static class ReviewsReport
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static string Table(Talk talk, IReadOnlyList<ReviewsFigures> runs)
    {
        var lines = runs.SelectMany(Rows).Select(r => $"| {r.Mode} | {r.Figure} | {r.Measured} | {r.Target} | {(r.Target == "-" ? "" : r.Met ? "met" : "missed")} |");
        return string.Join(Environment.NewLine,
        [
            $"Demo community at {talk.Rate:0.#} msg/s for {talk.Seconds} s, {(talk.Shadow ? "nothing is done to troublemakers" : "troublemakers are dealt with")}, "
            + $"{Environment.ProcessorCount} cores shared by everything",
            "", "| Mode | Figure | Measured | Target | |", "|---|---|---|---|---|", .. lines,
        ]);
    }

    public static string Json(IReadOnlyList<ReviewsFigures> runs) => JsonSerializer.Serialize(runs, Options);

    private static IEnumerable<(string Mode, string Figure, string Measured, string Target, bool Met)> Rows(ReviewsFigures f)
    {
        var mode = f.Delay is { } delay ? $"{f.Mode}, model takes {delay:0.#} s" : f.Mode;
        var isAll = f.Mode == "all";
        yield return (mode, "Messages judged", Whole(f.Messages), "-", true);
        yield return (mode, "Calls per 1,000 messages", One(f.CallsPerThousand), isAll ? "<= 80" : "-", f.CallsPerThousand <= 80);
        yield return (mode, "Messages sent to the model, of 1,000", One(f.SentPerThousand), isAll ? "-" : "<= 60", f.SentPerThousand <= 60);
        yield return (mode, "Wait for the model's verdict: p50 / p95 / longest",
            $"{One(f.WaitP50)} / {One(f.WaitP95)} / {One(f.WaitMax)} s", f.Delay is null ? "p95 <= 5 s" : "-", f.WaitP95 <= 5);
        yield return (mode, "Labelled toxic, missed", $"{f.Toxic}, {f.MissedToxic}", "0 missed", f.MissedToxic == 0);
        yield return (mode, "Labelled toxic or evasive, missed", $"{f.Harmful}, {f.MissedHarmful}", "-", true);
        if (f.OthersP95 is { } others)
        {
            yield return (mode, "Verdict of the other communities' fast lane, p95", $"{One(others)} ms", "-", true);
        }
    }

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string One(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
