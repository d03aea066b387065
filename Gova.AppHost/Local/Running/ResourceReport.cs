using System.Text;
using System.Text.Json;
using Gova.AppHost.Local.Processes;

namespace Gova.AppHost.Local.Running;

/// <summary>What runs: a table for people, resources.json for tools.</summary>
internal static class ResourceReport
{
    public const string FileName = "resources.json";

    public static string Table(IEnumerable<RunningResource> resources, TimeSpan elapsed)
    {
        var shown = resources.Where(resource => resource.Model is not ParameterResource).ToList();
        var width = shown.Max(resource => resource.Name.Length);
        var text = new StringBuilder().AppendLine()
            .AppendLine($"All resources are healthy after {elapsed.TotalSeconds:0.0} s.").AppendLine();
        foreach (var resource in shown)
        {
            text.AppendLine($"  {resource.Name.PadRight(width)}  {resource.State,-8}  {string.Join("  ", resource.Urls)}");
        }

        return text.AppendLine().Append("Press Ctrl+C to stop.").ToString();
    }

    public static async Task WriteAsync(StateFolder state, IEnumerable<RunningResource> resources, CancellationToken cancellationToken)
    {
        var report = new List<object>();
        foreach (var resource in resources.Where(resource => resource.Model is not ParameterResource))
        {
            var connection = resource.Model as IResourceWithConnectionString;
            report.Add(new
            {
                resource.Name,
                resource.State,
                Pids = resource.Processes.Select(process => process.Process.Id),
                resource.Urls,
                ConnectionString = connection is null ? null : await connection.GetConnectionStringAsync(cancellationToken),
            });
        }

        PrivateFile.Write(
            state.Sub(FileName), JsonSerializer.Serialize(new { HostPid = Environment.ProcessId, Resources = report }, Json.Indented));
    }
}
