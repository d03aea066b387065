namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part that is a container elsewhere and a plain process here. The image is for the manifest only.</summary>
public abstract class ContainerResource(string name)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    internal const string Registry = "docker.io";

    internal string Image { get; set; } = "";

    internal List<Volume> Volumes { get; } = [];

    /// <summary>Where the container keeps what must survive it.</summary>
    internal abstract string DataFolder { get; }
}

internal sealed record Volume(string Name, string Target, bool ReadOnly);
