using Gova.AppHost.Local.Parts;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => builder.Set(name, value ?? "");

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, ReferenceExpression value)
        where T : IResourceWithEnvironment => builder.Set(name, value);

    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, string name, in ReferenceExpression.ExpressionInterpolatedStringHandler value)
        where T : IResourceWithEnvironment => builder.Set(name, ReferenceExpression.Create(value));

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, EndpointReference endpointReference)
        where T : IResourceWithEnvironment => builder.Set(name, endpointReference);

    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment => builder.Set(name, parameter.Resource);

    /// <summary>ConnectionStrings__NAME and one variable for each of its properties.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var name = connectionName ?? source.Resource.Name;
        builder.Set($"ConnectionStrings__{name}", source.Resource);
        foreach (var (property, value) in source.Resource.GetConnectionProperties())
        {
            builder.Set($"{VariableName(name)}_{property.ToUpperInvariant()}", value);
        }

        if (source.Resource is KafkaServerResource && builder.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            builder.Set("Kafka__Compatibility", KafkaServer.Compatibility);
        }

        return builder;
    }

    /// <summary>The addresses of another service, for service discovery.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Model();
        foreach (var endpoint in resource.Endpoints)
        {
            var reference = new EndpointReference(resource, endpoint.Name);
            builder.Set($"services__{resource.Name}__{endpoint.Scheme}__0", reference);
            builder.Set($"{VariableName(resource.Name)}_{endpoint.Scheme.ToUpperInvariant()}", reference);
        }

        return builder;
    }

    private static string VariableName(string name) => name.Replace('-', '_').ToUpperInvariant();

    private static IResourceBuilder<T> Set<T>(this IResourceBuilder<T> builder, string name, object value)
        where T : IResource => builder.Change(resource => resource.Environment.Add(new(name, value)));
}
