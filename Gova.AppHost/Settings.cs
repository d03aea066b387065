namespace Gova.AppHost;

/// <summary>Settings of this host that belong to services.</summary>
internal sealed class Settings(IDistributedApplicationBuilder builder)
{
    private static readonly string[] Secrets = ["Key", "Password", "Secret", "Token"];

    /// <summary>In a run those that are set; of the one who deploys all are asked.</summary>
    public void PassOn(IResourceBuilder<ProjectResource> service, params string[] keys)
    {
        foreach (var key in keys)
        {
            if (builder.ExecutionContext.IsRunMode && string.IsNullOrEmpty(builder.Configuration[key]))
            {
                continue;
            }

            var isSecret = Secrets.Any(ending => key.EndsWith(ending, StringComparison.Ordinal));
            var name = key.Replace(':', '-').ToLowerInvariant();
            service.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), builder.AddParameterFromConfiguration(name, key, isSecret));
        }
    }

    /// <summary>What few need: whoever deploys with it sets it there.</summary>
    public void PassOnLocally(IResourceBuilder<ProjectResource> service, params string[] keys)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            PassOn(service, keys);
        }
    }

    /// <summary>What each of these sections says of a model.</summary>
    public void PassOnModelsLocally(IResourceBuilder<ProjectResource> service, params string[] sections) =>
        PassOnLocally(service, [.. sections.SelectMany(section => new[] { $"{section}:Endpoint", $"{section}:Model", $"{section}:ApiKey" })]);
}
