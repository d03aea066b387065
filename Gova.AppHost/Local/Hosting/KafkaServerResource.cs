namespace Aspire.Hosting;

public sealed class KafkaServerResource : ContainerResource, IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";
    internal const string InternalEndpointName = "internal";

    internal KafkaServerResource(string name)
        : base(name)
    {
    }

    public EndpointReference PrimaryEndpoint => new(this, EndpointName);

    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{Host}:{Port}");

    internal override string DataFolder => "/var/lib/kafka/data";

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"{Host}")),
        new("Port", ReferenceExpression.Create($"{Port}")),
    ];
}
