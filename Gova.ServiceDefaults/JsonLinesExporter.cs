using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OpenTelemetry;

namespace Gova.ServiceDefaults;

/// <summary>
/// Writes spans to <c>&lt;directory&gt;/&lt;service&gt;-&lt;pid&gt;.jsonl</c>, one object a line: trace_id, span_id,
/// parent_span_id, service, source, name, start (ISO 8601), duration_ms, status, tags.
/// </summary>
internal sealed class JsonLinesExporter : BaseExporter<Activity>
{
    private readonly string _service;
    private readonly StreamWriter _file;

    public JsonLinesExporter(string directory, string service)
    {
        Directory.CreateDirectory(directory);
        _service = service;
        _file = new StreamWriter(Path.Combine(directory, $"{service}-{Environment.ProcessId}.jsonl"), append: true);
    }

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
        {
            _file.WriteLine(JsonSerializer.Serialize(new
            {
                trace_id = span.TraceId.ToHexString(),
                span_id = span.SpanId.ToHexString(),
                parent_span_id = span.ParentSpanId == default ? null : span.ParentSpanId.ToHexString(),
                service = _service,
                source = span.Source.Name,
                name = span.DisplayName,
                start = span.StartTimeUtc,
                duration_ms = span.Duration.TotalMilliseconds,
                status = span.Status.ToString(),
                tags = span.TagObjects.ToDictionary(tag => tag.Key, tag => Convert.ToString(tag.Value, CultureInfo.InvariantCulture)),
            }));
        }

        _file.Flush();
        return ExportResult.Success;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
