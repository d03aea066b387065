using System.Diagnostics;
using Gova.ServiceDefaults;
using OpenTelemetry;

namespace Gova.Tests.ServiceDefaults;

public sealed class JsonLinesExporterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gova-telemetry-").FullName;

    [Fact]
    public void However_much_is_written_the_latest_is_kept_and_the_files_stay_bounded()
    {
        using var exporter = new JsonLinesExporter(_folder, "api", maxSize: 4_096);

        for (var n = 0; n < 500; n++)
        {
            Assert.Equal(ExportResult.Success, Export(exporter, $"span {n}"));
        }

        var files = Directory.GetFiles(_folder);
        Assert.Equal(2, files.Length);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 0, 8_192));
        Assert.Contains(files, file => File.ReadAllText(file).Contains("\"span 499\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_former_processes_only_the_latest_files_are_kept_and_other_services_are_none_of_its_business()
    {
        var at = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (var name in Enumerable.Range(1, 50).Select(n => $"api-{n}.jsonl").Append("worker-1.jsonl"))
        {
            File.WriteAllText(Path.Combine(_folder, name), "{}");
            File.SetLastWriteTimeUtc(Path.Combine(_folder, name), at = at.AddMinutes(1));
        }

        using var exporter = new JsonLinesExporter(_folder, "api");

        Assert.Equal(20, Directory.GetFiles(_folder, "api-*").Length);
        Assert.True(File.Exists(Path.Combine(_folder, "api-50.jsonl")));
        Assert.True(File.Exists(Path.Combine(_folder, "worker-1.jsonl")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ExportResult Export(JsonLinesExporter exporter, string name)
    {
        using var span = new Activity(name).Start();
        span.Stop();
        return exporter.Export(new Batch<Activity>([span], 1));
    }
}
