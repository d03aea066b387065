namespace Aspire.Hosting;

public sealed class DistributedApplicationOptions
{
    /// <summary>The AppHost whose build told Aspire where its orchestrator is.</summary>
    public string? AssemblyName { get; set; }
}
