namespace Gova.AppHost.Local;

/// <summary>A resource could not be started, or ended by itself. The message names it and says what to do.</summary>
internal sealed class ResourceFailedException(string resource, string reason, IReadOnlyList<string>? lastLines = null)
    : DistributedApplicationException($"{resource}: {reason}")
{
    public string Resource { get; } = resource;

    public IReadOnlyList<string> LastLines { get; } = lastLines ?? [];
}
