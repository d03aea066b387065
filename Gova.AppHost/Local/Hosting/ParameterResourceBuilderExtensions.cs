namespace Aspire.Hosting;

public static class ParameterResourceBuilderExtensions
{
    /// <summary>A parameter from Parameters:&lt;name&gt;.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddParameterFromConfiguration(name, ConfigurationKey(name), secret);

    /// <summary>A parameter from Parameters:&lt;name&gt;, else generated once and kept in the state folder.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false) =>
        builder.AddResource(CreateGenerated(builder, name, (GenerateParameterDefault)value, secret));

    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(
        this IDistributedApplicationBuilder builder, string name, string configurationKey, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, secret, () => Configured(builder, configurationKey)));

    /// <summary>A connection string that is configured under ConnectionStrings.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null)
    {
        var key = environmentVariableName ?? $"ConnectionStrings:{name}";
        var parameter = new ParameterResource(name, secret: true, () => Configured(builder, key)) { IsConnectionString = true };
        return builder.AddResource(
            new ConnectionStringResource(name, ReferenceExpression.Create($"{parameter}")) { Configured = parameter });
    }

    internal static ParameterResource CreateGenerated(
        IDistributedApplicationBuilder builder, string name, GenerateParameterDefault generated, bool secret) =>
        new(name, secret, () => builder.Configuration[ConfigurationKey(name)]
            ?? ((DistributedApplicationBuilder)builder).State.Secret(name, generated.GetDefaultValue), generated);

    private static string ConfigurationKey(string name) => $"Parameters:{name}";

    private static string Configured(IDistributedApplicationBuilder builder, string key) =>
        builder.Configuration[key] is { Length: > 0 } value
            ? value
            : throw new DistributedApplicationException(
                $"The setting '{key}' is missing: pass --{key}=... or set the environment variable "
                + $"{key.Replace(":", "__", StringComparison.Ordinal)}.");
}
