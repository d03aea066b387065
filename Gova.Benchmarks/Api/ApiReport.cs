using System.Globalization;
using System.Text.Json;

namespace Gova.Benchmarks.Api;

/// <summary>What was measured.</summary>
/// <param name="Messages">Evaluations in the database.</param>
/// <param name="Moderators">Their list, at a steady rate.</param>
internal sealed record ApiFigures(
    ApiLoad Load, long Messages, IReadOnlyDictionary<string, Latencies> Questions, Latencies Moderators, long PeakApiBytes)
{
    public const double QuestionTarget = 50;
    public const double ModeratorsTarget = 25;

    public bool AllMet => Questions.Values.All(q => q.P99 <= QuestionTarget) && Moderators.P99 <= ModeratorsTarget;
}

/// <summary>The figures beside their targets.</summary>
internal static class ApiReport
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static string Table(ApiFigures f)
    {
        var lines = f.Questions.Select(q => Line($"`{q.Key}`", q.Value, ApiFigures.QuestionTarget))
            .Append(Line($"`GET /moderators/` at {f.Load.Rate:N0} a second", f.Moderators, ApiFigures.ModeratorsTarget));
        return string.Join(Environment.NewLine,
        [
            $"{f.Messages:N0} evaluations, {Environment.ProcessorCount} cores shared by the api, Postgres and this program; the api took {f.PeakApiBytes / 1_048_576} MB at most",
            "", "| Request | p50 | p95 | p99 | Target of p99 | |", "|---|---|---|---|---|---|", .. lines,
        ]);
    }

    public static string Json(ApiFigures f) => JsonSerializer.Serialize(f, Options);

    private static string Line(string name, Latencies l, double target) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {l.P50:0.0} ms | {l.P95:0.0} ms | {l.P99:0.0} ms | <= {target:0} ms | {(l.P99 <= target ? "met" : "missed")} |");
}
