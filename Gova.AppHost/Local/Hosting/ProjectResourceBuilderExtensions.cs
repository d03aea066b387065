namespace Aspire.Hosting;

public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project by the path of its file, relative to the AppHost's folder.</summary>
    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath, string? launchProfileName)
    {
        if (launchProfileName is not null)
        {
            throw new NotSupportedException("Launch profiles are not read: describe endpoints and environment in AppHost.cs.");
        }

        return builder.AddResource(new ProjectResource(name, Path.GetFullPath(projectPath, builder.AppHostDirectory)));
    }

    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        builder.Resource.Replicas = replicas;
        return builder;
    }
}
