namespace Aspire.Hosting;

/// <summary>A connection string that is composed of other values, or configured.</summary>
public sealed class ConnectionStringResource : Resource, IResourceWithConnectionString, IResourceWithWaitSupport
{
    public ConnectionStringResource(string name, ReferenceExpression connectionStringExpression)
        : base(name) => ConnectionStringExpression = connectionStringExpression;

    public ReferenceExpression ConnectionStringExpression { get; }

    /// <summary>Set when it comes from configuration: deployment asks for it.</summary>
    internal ParameterResource? Configured { get; init; }
}
