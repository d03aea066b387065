using System.Globalization;
using System.Text.Json;

namespace Gova.Benchmarks;

/// <summary>What the soak saw.</summary>
/// <param name="Published">Different messages on Kafka.</param>
/// <param name="Records">Records on Kafka.</param>
/// <param name="Backfilled">Messages that the gateway fetched by REST where a session was forgotten; some had come before.</param>
/// <param name="Identifies">New sessions; the first of each shard among them.</param>
/// <param name="BytesEarly">The gateway's memory after a minute, or after half of a shorter run.</param>
internal sealed record DiscordFigures(
    Soak Load, long Posted, long Published, long Records, long Backfilled, long Unfilled, int Disturbances, long Gaps, long Identifies, long Resumes,
    long BytesEarly, long BytesAtEnd, double SecondsToCatchUp)
{
    public long Lost => Posted - Published;

    /// <summary>Beyond what was fetched again.</summary>
    public long Doubled => Math.Max(0, Records - Published - Backfilled);

    public double Growth => (double)BytesAtEnd / BytesEarly;
}

/// <summary>The figures beside their targets.</summary>
internal static class DiscordReport
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static string Table(DiscordFigures f)
    {
        (string Figure, string Measured, string Target, bool Met)[] rows =
        [
            ("Messages posted", Number(f.Posted), "-", true),
            ("Published (different)", Number(f.Published), "-", true),
            ("Lost", Number(f.Lost), "0", f.Lost == 0),
            ("Doubled, beyond what was fetched again", Number(f.Doubled), "0", f.Doubled == 0),
            ("Doubled by fetching (removed downstream)", Number(f.Records - f.Published - f.Doubled), "-", true),
            ("Disturbances", Number(f.Disturbances), "-", true),
            ("Sessions resumed / forgotten / identifies", $"{f.Resumes} / {f.Gaps} / {f.Identifies}", "-", true),
            ("Fetched by REST / channels not in full", $"{Number(f.Backfilled)} / {f.Unfilled}", "-", true),
            ("Last message published after the last was posted", $"{f.SecondsToCatchUp.ToString("0.0", CultureInfo.InvariantCulture)} s", "-", true),
            ("Gateway RSS after a minute / at the end", $"{Megabytes(f.BytesEarly)} / {Megabytes(f.BytesAtEnd)}", "<= 1.25 x", f.Growth <= 1.25),
        ];
        var lines = rows.Select(r => $"| {r.Figure} | {r.Measured} | {r.Target} | {(r.Target == "-" ? "" : r.Met ? "met" : "missed")} |");
        return string.Join(Environment.NewLine,
        [
            $"{f.Load.Rate:N0} msg/s over {f.Load.Shards} shards for {f.Load.Length.TotalMinutes:0.#} min, {Environment.ProcessorCount} cores shared by the gateway, the simulated Discord, Kafka, Postgres and this program",
            "", "| Figure | Measured | Target | |", "|---|---|---|---|", .. lines,
        ]);
    }

    public static string Json(DiscordFigures f) => JsonSerializer.Serialize(f, Options);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => $"{bytes / 1_048_576} MB";
}
