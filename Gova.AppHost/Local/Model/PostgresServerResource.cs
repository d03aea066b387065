namespace Aspire.Hosting.ApplicationModel;

public sealed class PostgresServerResource : ContainerResource, IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";

    internal PostgresServerResource(string name, ParameterResource password)
        : base(name) => PasswordParameter = password;

    public ParameterResource PasswordParameter { get; }

    public EndpointReference PrimaryEndpoint => new(this, EndpointName);

    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"Host={Host};Port={Port};Username=postgres;Password={PasswordParameter}");

    internal override string DataFolder => "/var/lib/postgresql/data";

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() => Properties(null);

    internal IEnumerable<KeyValuePair<string, ReferenceExpression>> Properties(string? database)
    {
        var path = database is null ? "" : $"/{database}";
        yield return new("Host", ReferenceExpression.Create($"{Host}"));
        yield return new("Port", ReferenceExpression.Create($"{Port}"));
        yield return new("Username", ReferenceExpression.Create($"postgres"));
        yield return new("Password", ReferenceExpression.Create($"{PasswordParameter}"));
        yield return new("Uri", ReferenceExpression.Create($"postgresql://postgres:{PasswordParameter:uri}@{Host}:{Port}{path}"));
        yield return new("JdbcConnectionString", ReferenceExpression.Create($"jdbc:postgresql://{Host}:{Port}{path}"));
    }
}

public sealed class PostgresDatabaseResource : Resource, IResourceWithConnectionString
{
    internal PostgresDatabaseResource(string name, string databaseName, PostgresServerResource parent)
        : base(name) => (DatabaseName, Parent) = (databaseName, parent);

    public string DatabaseName { get; }

    public PostgresServerResource Parent { get; }

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{(IResourceWithConnectionString)Parent};Database={DatabaseName}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
        Parent.Properties(DatabaseName).Append(new("DatabaseName", ReferenceExpression.Create($"{DatabaseName}")));
}
