using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

public enum EndpointProperty
{
    Url,
    Host,
    Port,
}

/// <summary>An endpoint of a resource by name, and its URL as a value.</summary>
public sealed class EndpointReference : IValueProvider, IManifestExpressionProvider
{
    internal const string Loopback = "127.0.0.1";
    private readonly Resource _resource;

    internal EndpointReference(Resource resource, string name) => (_resource, EndpointName) = (resource, name);

    public string EndpointName { get; }

    public string Url => Find().Url(replica: 0);

    public int Port => Find().Ports[0];

    public string ValueExpression => Property(EndpointProperty.Url).ValueExpression;

    internal string Owner => _resource.Name;

    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);

    private Endpoint Find() => _resource.Endpoints.Single(endpoint => endpoint.Name == EndpointName);
}

/// <summary>One property of an endpoint as a value.</summary>
public sealed class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property)
    : IValueProvider, IManifestExpressionProvider
{
    public string ValueExpression =>
        $"{{{endpointReference.Owner}.bindings.{endpointReference.EndpointName}.{property.ToString().ToLowerInvariant()}}}";

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(property switch
    {
        EndpointProperty.Host => EndpointReference.Loopback,
        EndpointProperty.Port => endpointReference.Port.ToString(CultureInfo.InvariantCulture),
        _ => endpointReference.Url,
    });
}
