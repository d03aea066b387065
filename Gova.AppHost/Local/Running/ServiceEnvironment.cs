namespace Gova.AppHost.Local.Running;

/// <summary>The variables of one service process: what AppHost.cs says, and what Aspire gives to every service.</summary>
internal static class ServiceEnvironment
{
    private static readonly string[] Inherited = ["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT"];

    public static async Task<IReadOnlyDictionary<string, string>> ResolveAsync(
        Resource service, int replica, string instance, string telemetryFolder, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>
        {
            ["OTEL_SERVICE_NAME"] = service.Name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instance}",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
            ["OTEL_TRACES_SAMPLER"] = "always_on",
            ["GOVA_TELEMETRY_DIR"] = telemetryFolder,
        };
        foreach (var name in Inherited)
        {
            variables[name] = Environment.GetEnvironmentVariable(name) ?? "Development";
        }

        if (service.Endpoints.Count > 0)
        {
            variables["ASPNETCORE_URLS"] = string.Join(';', service.Endpoints.Select(endpoint => endpoint.Url(replica)));
        }

        foreach (var (name, value) in service.Environment)
        {
            variables[name] = value is IValueProvider provider
                ? await provider.GetValueAsync(cancellationToken) ?? ""
                : (string)value;
        }

        return variables;
    }
}
