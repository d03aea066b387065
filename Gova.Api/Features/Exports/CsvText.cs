using System.Globalization;
using System.Text;

namespace Gova.Api.Features.Exports;

/// <summary>Lines of CSV as RFC 4180 has them. What members wrote is made harmless for spreadsheets.</summary>
internal static class CsvText
{
    /// <summary>Characters with which a spreadsheet takes a field for a formula; also the wide ones, which some take as well.</summary>
    private static readonly System.Buffers.SearchValues<char> Formula = System.Buffers.SearchValues.Create("=+-@\t\r\n＝＋－＠");

    private static readonly System.Buffers.SearchValues<char> Quoted = System.Buffers.SearchValues.Create("\",\r\n");

    /// <summary>A time, in UTC.</summary>
    public static string? Of(DateTimeOffset? at) => at?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Adds a line with its end.</summary>
    public static void AddLine(StringBuilder text, IEnumerable<string?> fields)
    {
        var separator = "";
        foreach (var field in fields)
        {
            text.Append(separator);
            AddField(text, field ?? "");
            separator = ",";
        }

        text.Append("\r\n");
    }

    private static void AddField(StringBuilder text, string field)
    {
        // An apostrophe in front makes it text. Spreadsheets look behind spaces, too.
        var isFormula = field.AsSpan().TrimStart(' ') is { Length: > 0 } begin && Formula.Contains(begin[0]);
        if (!isFormula && !field.AsSpan().ContainsAny(Quoted))
        {
            text.Append(field);
            return;
        }

        text.Append('"').Append(isFormula ? "'" : "").Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
