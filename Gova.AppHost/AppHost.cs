using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
var configuration = builder.Configuration;
var runs = builder.ExecutionContext.IsRunMode;
var simulated = runs && string.IsNullOrEmpty(configuration["Discord:Token"]);

// Postgres: its owner migrates, every service works as the role gova_app. A configured database is used as it is.
IResourceBuilder<IResourceWithConnectionString> ownerDb, appDb;
var appPassword = Secret("database-app-password");
if (configuration.GetConnectionString("govadb") is null)
{
    var postgres = builder.AddPostgres("postgres").WithImage("pgvector/pgvector", "pg17").WithDataVolume("gova-postgres");
    ownerDb = postgres.AddDatabase("govadb");
    appDb = builder.AddConnectionString("govadb-app", ReferenceExpression.Create(
        $"Host={postgres.Resource.Host};Port={postgres.Resource.Port};Username=gova_app;Password={appPassword};Database=govadb"));
}
else (ownerDb, appDb) = (builder.AddConnectionString("govadb"), builder.AddConnectionString("govadb-app"));

IResourceBuilder<IResourceWithConnectionString> kafka = configuration.GetConnectionString("kafka") is null
    ? builder.AddKafka("kafka").WithDataVolume("gova-kafka")
    : builder.AddConnectionString("kafka");

// Stand-ins for Discord, the model and Stripe, while no Discord token is configured. They are never deployed.
var simulators = simulated ? Service("simulators", "Gova.Simulators") : null;
var api = Service("api", "Gova.Api", port: 5080).WithExternalHttpEndpoints().WithEnvironment("Jwt__SigningKey", Secret("jwt-signing-key"))
    .WithEnvironment("Encryption__CurrentKey", "first").WithEnvironment("Encryption__Keys__first", Secret("encryption-key"));
var worker = Service("worker", "Gova.ModerationWorker").WithReplicas(configuration.GetValue("Worker:Replicas", 1));
var gateway = Service("gateway", "Gova.DiscordGateway");
var billing = Service("billing", "Gova.Billing", port: 5090).WithExternalHttpEndpoints(); // Stripe comes to /webhooks/stripe.
var internalKey = Secret("internal-key");
IResourceBuilder<ProjectResource>[] services = [api, worker, gateway, billing];
Array.ForEach([api.WithReference(gateway).WithReference(billing), gateway, billing], service => service.WithEnvironment("Internal__Key", internalKey));
Array.ForEach(services, service => service.WithReference(appDb, connectionName: "govadb").WithReference(kafka).WaitFor(kafka));

if (runs)
{
    var migrations = builder.AddProject("migrations", "../Gova.Api/Gova.Api.csproj", launchProfileName: null).WithArgs("migrate")
        .WithReference(ownerDb, connectionName: "govadb").WaitFor(ownerDb).WithReference(kafka).WaitFor(kafka)
        .WithEnvironment("Database__AppPassword", appPassword);
    Array.ForEach(services, service => service.WaitForCompletion(migrations));
    if (simulated)
    {
        var password = Secret("demo-password");
        Array.ForEach([api, worker], service => service.WithEnvironment("Tiers__Pro__MessagesPerDay", "100000000")); // The demo never rests.
        Array.ForEach([migrations, api], resource => resource.WithEnvironment("Demo__Email", "demo@gova.example")
            .WithEnvironment("Demo__Password", password).WithEnvironment("Demo__GuildId", "100000000000000001"));
    }
}
// A deployed job that has finished would be started again for ever: there the api migrates when it starts.
else api.WithReference(ownerDb, connectionName: "govadb-owner").WithEnvironment("Database__AppPassword", appPassword);
if (simulators is not null)
{
    gateway.WithReference(simulators).WaitFor(simulators).WithEnvironment("Discord__Token", "simulated-bot-token")
        .WithEnvironment("Actions__MaxPerHour", "100000") // The demo is busier than any real community.
        .WithEnvironment("Discord__ApiBaseUrl", ReferenceExpression.Create($"{simulators.GetEndpoint("http")}/api/v10"));
    api.WithEnvironment("Discord__ClientId", "100000000000000002").WithEnvironment("Discord__ClientSecret", "simulated-client-secret")
        .WithEnvironment("Discord__RedirectUri", "http://localhost:5080/connections/discord/callback").WithReference(simulators)
        .WithEnvironment("Discord__AuthorizeUrl", ReferenceExpression.Create($"{simulators.GetEndpoint("http")}/oauth2/authorize"))
        .WithEnvironment("Discord__ApiBaseUrl", ReferenceExpression.Create($"{simulators.GetEndpoint("http")}/api/v10"));
    worker.WithReference(simulators).WaitFor(simulators).WithEnvironment("Llm__ApiKey", "simulated")
        .WithEnvironment("Llm__Model", "simulated").WithEnvironment("Llm__Endpoint", ReferenceExpression.Create($"{simulators.GetEndpoint("http")}/v1"));
}
if (simulators is not null && string.IsNullOrEmpty(configuration["Stripe:SecretKey"]))
{
    simulators.WithEnvironment("Simulators__Stripe__WebhookUrl", ReferenceExpression.Create($"{billing.GetEndpoint("http")}/webhooks/stripe"));
    billing.WithReference(simulators).WaitFor(simulators).WithEnvironment("Stripe__BaseUrl", simulators.GetEndpoint("http"))
        .WithEnvironment("Stripe__SecretKey", "sk_test_simulated").WithEnvironment("Stripe__WebhookSecrets", "whsec_simulated")
        .WithEnvironment("Stripe__Prices__Month", "gova_pro_month").WithEnvironment("Stripe__Prices__Year", "gova_pro_year");
}
new Gova.AppHost.Settings(builder).PassOnAll(api, worker, gateway, billing);
await builder.Build().RunAsync();

IResourceBuilder<ProjectResource> Service(string name, string project, int? port = null) => builder
    .AddProject(name, $"../{project}/{project}.csproj", launchProfileName: null)
    .WithHttpEndpoint(port: runs ? port : null).WithHttpHealthCheck("/health");

IResourceBuilder<ParameterResource> Secret(string name) =>
    builder.AddParameter(name, new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
