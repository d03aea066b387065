namespace Aspire.Hosting;

public static class PostgresBuilderExtensions
{
    private const int ContainerPort = 5432;

    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        if (userName is not null)
        {
            throw new NotSupportedException("The local PostgreSQL has the owner 'postgres'.");
        }

        var secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreateGenerated(
            builder, $"{name}-password", new GenerateParameterDefault { MinLength = 22 }, secret: true);
        var resource = new PostgresServerResource(name, secret) { Image = $"{ContainerResource.Registry}/library/postgres" };
        resource.Endpoints.Add(new(PostgresServerResource.EndpointName, "tcp", port, ContainerPort));
        resource.Environment.AddRange(
        [
            new("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256"),
            new("POSTGRES_INITDB_ARGS", "--auth-host=scram-sha-256 --auth-local=scram-sha-256"),
            new("POSTGRES_USER", "postgres"),
            new("POSTGRES_PASSWORD", secret),
        ]);
        return builder.AddResource(resource);
    }

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        database.Dependencies.Add(new(builder.Resource, UntilCompletion: false));
        return builder.ApplicationBuilder.AddResource(database);
    }

    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.AddDataVolume(name, isReadOnly);
}
