using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OpenTelemetry;

namespace Gova.ServiceDefaults;

/// <summary>
/// Writes spans to <c>&lt;directory&gt;/&lt;service&gt;-&lt;pid&gt;.jsonl</c>, one object a line: trace_id, span_id,
/// parent_span_id, service, source, name, start (ISO 8601), duration_ms, status, tags. A file that is full becomes
/// <c>….old.jsonl</c> in place of the one before it, and of a service's former processes only the latest files are kept.
/// </summary>
internal sealed class JsonLinesExporter : BaseExporter<Activity>
{
    private const long UsualMaxSize = 16 * 1024 * 1024;

    /// <summary>Of all processes of the service.</summary>
    private const int MaxFiles = 20;

    private readonly string _service;
    private readonly string _path;
    private readonly long _maxSize;
    private StreamWriter _file;

    public JsonLinesExporter(string directory, string service, long maxSize = UsualMaxSize)
    {
        Directory.CreateDirectory(directory);
        (_service, _maxSize) = (service, maxSize);
        _path = Path.Combine(directory, $"{service}-{Environment.ProcessId}.jsonl");
        foreach (var old in new DirectoryInfo(directory).GetFiles($"{service}-*.jsonl").OrderByDescending(file => file.LastWriteTimeUtc).Skip(MaxFiles - 1))
        {
            old.Delete();
        }

        _file = new StreamWriter(_path, append: true);
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
        if (_file.BaseStream.Length >= _maxSize)
        {
            _file.Dispose();
            File.Move(_path, Path.ChangeExtension(_path, ".old.jsonl"), overwrite: true);
            _file = new StreamWriter(_path, append: true);
        }

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
