using Gova.Api.Http;
using Gova.Data;

namespace Gova.Api.Features.Exports;

/// <summary>How rows are written.</summary>
internal enum ExportFormat
{
    /// <summary>RFC 4180, with a header line, in UTF-8.</summary>
    Csv,

    /// <summary>A JSON object on each line, as the api shows it.</summary>
    Jsonl,
}

/// <summary>Reads which format is wanted, and what it is called.</summary>
internal static class ExportFormats
{
    public const string Csv = "text/csv";
    public const string Jsonl = "application/jsonl";

    public static ExportFormat Parse(string? format, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(format))
        {
            return ExportFormat.Csv;
        }

        errors.Require(StatusNames.TryParse<ExportFormat>(format, out var parsed), "format", "must be of csv, jsonl");
        return parsed;
    }

    public static string ContentType(ExportFormat format) => format == ExportFormat.Csv ? Csv : Jsonl;
}
