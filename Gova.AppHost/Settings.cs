namespace Gova.AppHost;

/// <summary>Settings of this host that belong to services.</summary>
internal sealed class Settings(IDistributedApplicationBuilder builder)
{
    private static readonly string[] Secrets = ["Key", "Password", "Secret", "Secrets", "Token"];

    private readonly Dictionary<string, IResourceBuilder<ParameterResource>> _parameters = [];

    public void PassOnAll(
        IResourceBuilder<ProjectResource> api, IResourceBuilder<ProjectResource> worker, IResourceBuilder<ProjectResource> gateway,
        IResourceBuilder<ProjectResource> billing)
    {
        PassOn(gateway, "Discord:Token");
        PassOn(api, "Servers:Allowed", "Discord:ClientId", "Discord:ClientSecret", "Discord:RedirectUri");
        PassOn(api, "Email:Provider", "Email:From", "Email:Support", "Email:SiteUrl", "Email:Brevo:ApiKey");
        PassOn(billing, "Stripe:SecretKey", "Stripe:WebhookSecrets", "Stripe:Prices:Month", "Stripe:Prices:Year", "Email:SiteUrl");
        PassOn(worker, "Llm:Endpoint", "Llm:Model", "Llm:ApiKey");
        PassOnLocally(gateway, "Discord:ApiBaseUrl");
        PassOnLocally(api, "Email:FromName", "Email:Smtp:Host", "Email:Smtp:Port", "Email:Smtp:Security", "Email:Smtp:Username", "Email:Smtp:Password");
        PassOnLocally(billing, "Stripe:TrialDays", "Stripe:AllowPromotionCodes", "Stripe:SuccessUrl", "Stripe:CancelUrl", "Stripe:ReturnUrl");
        PassOnLocally(billing, "Billing:GraceDays", "Billing:NoticeDays", "Billing:ReconcileEvery", "Billing:ReconcileEventDays", "Billing:ReconcileCallsPerSecond");
        PassOnLocally(worker, "Llm:AllowPlainHttp", "Embeddings:AllowPlainHttp", "Embeddings:Dimensions");
        PassOnModelsLocally(worker, "Llm:Fallback", "Llm:Second", "Embeddings");
    }

    /// <summary>In a run those that are set; of the one who deploys all are asked.</summary>
    private void PassOn(IResourceBuilder<ProjectResource> service, params string[] keys)
    {
        foreach (var key in keys)
        {
            if (builder.ExecutionContext.IsRunMode && string.IsNullOrEmpty(builder.Configuration[key]))
            {
                continue;
            }

            service.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), Parameter(key));
        }
    }

    /// <summary>One, however many services it belongs to.</summary>
    private IResourceBuilder<ParameterResource> Parameter(string key)
    {
        if (!_parameters.TryGetValue(key, out var parameter))
        {
            var isSecret = Secrets.Any(ending => key.EndsWith(ending, StringComparison.Ordinal));
            var name = key.Replace(':', '-').ToLowerInvariant();
            _parameters[key] = parameter = builder.AddParameterFromConfiguration(name, key, isSecret);
        }

        return parameter;
    }

    /// <summary>What few need: whoever deploys with it sets it there.</summary>
    private void PassOnLocally(IResourceBuilder<ProjectResource> service, params string[] keys)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            PassOn(service, keys);
        }
    }

    /// <summary>What each of these sections says of a model.</summary>
    private void PassOnModelsLocally(IResourceBuilder<ProjectResource> service, params string[] sections) =>
        PassOnLocally(service, [.. sections.SelectMany(section => new[] { $"{section}:Endpoint", $"{section}:Model", $"{section}:ApiKey" })]);
}
