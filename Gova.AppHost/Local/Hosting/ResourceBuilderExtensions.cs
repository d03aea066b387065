namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : IResourceWithArgs => builder.Change(resource => resource.Arguments.AddRange(args));

    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport =>
        builder.Change(resource => resource.Dependencies.Add(new(dependency.Model(), UntilCompletion: false)));

    public static IResourceBuilder<T> WaitForCompletion<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(exitCode, 0);
        dependency.Model().RunsToCompletion = true;
        return builder.Change(resource => resource.Dependencies.Add(new(dependency.Model(), UntilCompletion: true)));
    }

    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? name = null,
        string? env = null,
        bool? isProxied = null)
        where T : IResourceWithEndpoints
    {
        if (env is not null || isProxied is not null)
        {
            throw new NotSupportedException("Services learn their port through ASPNETCORE_URLS, and no proxy stands before them.");
        }

        return builder.Change(resource => resource.Endpoints.Add(new(name ?? "http", "http", port, targetPort)));
    }

    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints =>
        builder.Change(resource => resource.Endpoints.ForEach(endpoint => endpoint.External = true));

    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints
    {
        if (statusCode is not (null or 200) || endpointName is not (null or "http"))
        {
            throw new NotSupportedException("Health is read as 200 from the endpoint 'http'.");
        }

        return builder.Change(resource => resource.HealthPath = path ?? "/");
    }

    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Model(), name);

    private static Resource Model<T>(this IResourceBuilder<T> builder)
        where T : IResource => (Resource)(object)builder.Resource;

    private static IResourceBuilder<T> Change<T>(this IResourceBuilder<T> builder, Action<Resource> change)
        where T : IResource
    {
        change(builder.Model());
        return builder;
    }
}
