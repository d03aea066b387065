namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application, with everything the builder's extensions say about it.</summary>
public abstract class Resource(string name) : IResource
{
    public string Name { get; } = name;

    internal List<Dependency> Dependencies { get; } = [];

    internal List<Endpoint> Endpoints { get; } = [];

    /// <summary>Values are strings or value providers; a later entry of the same name wins.</summary>
    internal List<KeyValuePair<string, object>> Environment { get; } = [];

    internal List<string> Arguments { get; } = [];

    /// <summary>Somebody waits for its end: ending well is what it is for.</summary>
    internal bool RunsToCompletion { get; set; }

    internal string? HealthPath { get; set; }

    internal int Replicas { get; set; } = 1;
}

internal sealed record Dependency(Resource Resource, bool UntilCompletion);

/// <summary>A named endpoint; each replica listens on a port of its own.</summary>
internal sealed class Endpoint(string name, string scheme, int? preferredPort, int? targetPort)
{
    public string Name { get; } = name;

    public string Scheme { get; } = scheme;

    public int? PreferredPort { get; } = preferredPort;

    public int? TargetPort { get; } = targetPort;

    public bool External { get; set; }

    /// <summary>It exists where the resource is a container, and is of no use to a plain process.</summary>
    public bool ContainerOnly { get; init; }

    public IReadOnlyList<int> Ports { get; set; } = [];

    public string Url(int replica) => $"{Scheme}://{EndpointReference.Loopback}:{Ports[replica]}";
}
