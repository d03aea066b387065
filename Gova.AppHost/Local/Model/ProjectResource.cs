namespace Aspire.Hosting.ApplicationModel;

/// <summary>A service of this repository, run from its build output.</summary>
public sealed class ProjectResource
    : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    internal ProjectResource(string name, string projectPath)
        : base(name) => ProjectPath = projectPath;

    internal string ProjectPath { get; }
}
