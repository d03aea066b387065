using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using CsvHelper;

namespace Gova.Benchmarks.Evaluation;

/// <summary>A text with the labels that somebody gave it.</summary>
/// <param name="Labels">Those that apply and are not harmless; none for a harmless text.</param>
internal sealed record LabelledRow(string Text, IReadOnlyList<string> Labels)
{
    public bool IsPositive => Labels.Count > 0;
}

/// <summary>Which columns of a set hold what.</summary>
/// <param name="Labels">One column with the label's name or a number, or several with 0 or 1 (or a share) each.</param>
/// <param name="Benign">Names that mean harmless; empty takes the usual ones.</param>
internal sealed record ColumnMap(string Text, IReadOnlyList<string> Labels, IReadOnlyCollection<string> Benign)
{
    private static readonly string[] BenignNames =
        ["", "0", "0.0", "false", "no", "none", "neither", "normal", "clean", "ok", "safe", "benign", "neutral", "not_bad", "nothate", "non-hate", "not", "null"];

    /// <summary>The row; null when no label of it is known.</summary>
    public LabelledRow? Read(Func<string, string?> column)
    {
        var known = Labels.Select(label => (Name: label, Value: column(label))).Where(item => item.Value is not null).ToList();
        return known.Count == 0 ? null : new LabelledRow(
            column(Text) ?? "", [.. known.Where(item => Applies(item.Value!)).Select(item => Labels.Count > 1 ? item.Name : item.Value!)]);
    }

    /// <summary>A number counts from one half on; a name unless it is among the harmless ones.</summary>
    private bool Applies(string label) => Benign.Count > 0 ? !Benign.Contains(label, StringComparer.OrdinalIgnoreCase)
        : double.TryParse(label, CultureInfo.InvariantCulture, out var number) ? number >= 0.5
        : !BenignNames.Contains(label, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Reads CSV, TSV or JSON lines, plain or gzipped, by the names of the columns.</summary>
internal static class LabelledSet
{
    /// <exception cref="InvalidDataException">The file is of another kind, a column is missing, a line is malformed, or nothing can be measured.</exception>
    public static IReadOnlyList<LabelledRow> Read(FileInfo file, ColumnMap map)
    {
        var name = file.Extension == ".gz" ? Path.GetFileNameWithoutExtension(file.Name) : file.Name;
        using Stream raw = file.OpenRead();
        using var stream = file.Extension == ".gz" ? new GZipStream(raw, CompressionMode.Decompress) : raw;
        var rows = Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" => Csv(stream, CsvReaderOptions.Default with { TrackLineNumbers = true }, map),
            ".tsv" => Csv(stream, CsvReaderOptions.Default with { Separator = '\t', TrackLineNumbers = true }, map),
            ".jsonl" or ".ndjson" => JsonLines(stream, map),
            var other => throw new InvalidDataException($"A set is .csv, .tsv, .jsonl or .ndjson, plain or .gz, and not '{other}'."),
        };
        if (rows.Count == 0)
        {
            throw new InvalidDataException("The set has no labelled text.");
        }

        return rows.DistinctBy(row => row.IsPositive).Count() == 2 ? rows : throw new InvalidDataException(
            $"Every text of the set is {(rows[0].IsPositive ? "labelled as not harmless" : "harmless")}: there is nothing to tell apart.");
    }

    private static List<LabelledRow> Csv(Stream stream, CsvReaderOptions options, ColumnMap map)
    {
        using var reader = CsvReader.Create(stream, options, false);
        var rows = new List<LabelledRow>();
        try
        {
            reader.ReadHeader();
            foreach (var column in map.Labels.Prepend(map.Text).Where(column => !reader.Headers.Contains(column)))
            {
                throw new InvalidDataException($"The set has no column '{column}'; it has {string.Join(", ", reader.Headers)}.");
            }

            while (reader.Read())
            {
                if (reader.FieldCount != reader.Headers.Count)
                {
                    throw new InvalidDataException($"Line {reader.LineNumber} is malformed: it has {reader.FieldCount} fields, and the header {reader.Headers.Count}.");
                }

                if (map.Read(column => reader.GetString(column)) is { } row)
                {
                    rows.Add(row);
                }
            }
        }
        catch (Exception e) when (e is CsvFormatException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"Line {(e as CsvFormatException)?.LineNumber ?? reader.LineNumber} is malformed: {e.Message}", e);
        }

        return rows;
    }

    private static List<LabelledRow> JsonLines(Stream stream, ColumnMap map)
    {
        using var reader = new StreamReader(stream);
        var rows = new List<LabelledRow>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line) && ReadLine(line, number, map) is { } row)
            {
                rows.Add(row);
            }
        }

        return rows;
    }

    private static LabelledRow? ReadLine(string line, int number, ColumnMap map)
    {
        try
        {
            using var item = JsonDocument.Parse(line);
            return item.RootElement.TryGetProperty(map.Text, out _)
                ? map.Read(column => item.RootElement.TryGetProperty(column, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null)
                : throw new InvalidDataException($"Line {number} has no member '{map.Text}'.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"Line {number} is no JSON object.", e);
        }
    }
}
