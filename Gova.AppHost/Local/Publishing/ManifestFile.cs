using System.Text;
using System.Text.Json;

namespace Gova.AppHost.Local.Publishing;

/// <summary>Where the manifest goes, and what belongs into it.</summary>
internal static class ManifestFile
{
    private const string DefaultName = "aspire-manifest.json";

    public static string Write(IDistributedApplicationBuilder builder, IReadOnlyList<Resource> resources)
    {
        if (builder.Configuration["Publishing:Publisher"] is not "manifest" and var publisher)
        {
            throw new DistributedApplicationException($"The publisher '{publisher}' is unknown here; use 'manifest'.");
        }

        var path = Path.GetFullPath(builder.Configuration["Publishing:OutputPath"] ?? DefaultName);
        if (Directory.Exists(path))
        {
            path = Path.Combine(path, DefaultName);
        }

        File.WriteAllText(path, Render(resources, Path.GetDirectoryName(path)!));
        return path;
    }

    public static string Render(IReadOnlyList<Resource> resources, string folder)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            new ManifestWriter(json, folder).Write([.. WithReferenced(resources)]);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Parameters that no builder call added (a generated password, its escaped form) follow the others.</summary>
    private static IEnumerable<object> WithReferenced(IReadOnlyList<Resource> resources)
    {
        var values = resources.SelectMany(resource => resource.Environment.Select(variable => variable.Value))
            .SelectMany(value => value is ReferenceExpression expression ? expression.Values : [value]);
        var escaped = values.OfType<UriEncoded>().DistinctBy(value => value.Name).ToList();
        var parameters = values.OfType<ParameterResource>().Concat(escaped.Select(value => value.Parameter));
        return resources.Concat(parameters.Where(parameter => !parameter.IsConnectionString).Distinct().Except(resources))
            .Concat<object>(escaped);
    }
}
