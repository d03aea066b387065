namespace Aspire.Hosting.ApplicationModel;

/// <summary>Any program.</summary>
public sealed class ExecutableResource
    : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    public ExecutableResource(string name, string command, string workingDirectory)
        : base(name) => (Command, WorkingDirectory) = (command, workingDirectory);

    public string Command { get; }

    public string WorkingDirectory { get; }
}
