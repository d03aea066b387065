using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Gova.Tests.AppHost.Local;

/// <summary>What AppHost.cs makes of its configuration. Nothing is started.</summary>
public sealed class TopologyTests
{
    private static readonly string[] Services = ["api", "worker", "gateway", "billing"];

    [Fact]
    public async Task Without_a_token_the_stand_ins_run_and_the_demo_is_seeded()
    {
        var resources = await ResourcesAsync();

        Assert.Contains("simulators", resources.Keys);
        Assert.Equal("demo@gova.example", Variable(resources["api"], "Demo__Email"));
        Assert.Equal("demo@gova.example", Variable(resources["migrations"], "Demo__Email"));
        Assert.Equal("{simulators.bindings.http.url}/v1", Expression(resources["worker"], "Llm__Endpoint"));
    }

    [Fact]
    public async Task With_a_token_nothing_is_simulated()
    {
        var resources = await ResourcesAsync("--Discord:Token=secret");

        Assert.DoesNotContain("simulators", resources.Keys);
        Assert.Null(Variable(resources["api"], "Demo__Email"));
        Assert.Null(Variable(resources["worker"], "Llm__Endpoint"));
        Assert.Equal("{discord-token.value}", Expression(resources["gateway"], "Discord__Token"));
    }

    [Fact]
    public async Task Without_a_key_of_Stripe_its_stand_in_is_used_and_knows_where_billing_is()
    {
        var resources = await ResourcesAsync();

        Assert.Equal("sk_test_simulated", Variable(resources["billing"], "Stripe__SecretKey"));
        Assert.Equal("{simulators.bindings.http.url}", Expression(resources["billing"], "Stripe__BaseUrl"));
        Assert.Equal("{billing.bindings.http.url}/webhooks/stripe", Expression(resources["simulators"], "Simulators__Stripe__WebhookUrl"));
        Assert.Equal(5090, Assert.Single(resources["billing"].Endpoints).PreferredPort);
    }

    [Fact]
    public async Task With_a_key_of_Stripe_the_real_one_is_asked_also_beside_the_simulated_server()
    {
        var resources = await ResourcesAsync(
            "--Stripe:SecretKey=sk_test_1", "--Stripe:WebhookSecrets=whsec_1", "--Stripe:Prices:Month=m", "--Email:SiteUrl=https://gova.example");

        Assert.Null(Value(resources["billing"], "Stripe__BaseUrl"));
        Assert.Null(Value(resources["simulators"], "Simulators__Stripe__WebhookUrl"));
        Assert.Equal("{stripe-secretkey.value}", Expression(resources["billing"], "Stripe__SecretKey"));
        Assert.All(["stripe-secretkey", "stripe-webhooksecrets"], name => Assert.True(((ParameterResource)resources[name]).Secret));
        Assert.All(["api", "billing"], name => Assert.Equal("{email-siteurl.value}", Expression(resources[name], "Email__SiteUrl")));
        Assert.All(["api", "gateway", "billing"], name => Assert.Equal("{internal-key.value}", Expression(resources[name], "Internal__Key")));
    }

    [Fact]
    public async Task A_configured_model_is_used_beside_the_simulated_server()
    {
        var resources = await ResourcesAsync("--Llm:Endpoint=http://model.example/v1", "--Llm:AllowPlainHttp=true");

        Assert.Equal("{llm-endpoint.value}", Expression(resources["worker"], "Llm__Endpoint"));
        Assert.Equal("{llm-allowplainhttp.value}", Expression(resources["worker"], "Llm__AllowPlainHttp"));
        Assert.Contains("simulators", resources.Keys);
    }

    [Fact]
    public async Task Only_the_migrations_receive_the_owners_connection()
    {
        var resources = await ResourcesAsync();

        Assert.Equal("{govadb.connectionString}", Expression(resources["migrations"], "ConnectionStrings__govadb"));
        Assert.All(Services, name => Assert.Equal(
            "{govadb-app.connectionString}", Expression(resources[name], "ConnectionStrings__govadb")));
        Assert.All(Services, name => Assert.DoesNotContain(
            resources[name].Environment, variable => variable.Value is IManifestExpressionProvider value
                && value.ValueExpression.Contains("postgres-password", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Configured_connections_are_used_and_nothing_is_started_for_them()
    {
        var resources = await ResourcesAsync(
            "--ConnectionStrings:govadb=Host=owner", "--ConnectionStrings:govadb-app=Host=app", "--ConnectionStrings:kafka=broker:9092");

        Assert.DoesNotContain(resources.Values, resource => resource is ContainerResource);
        Assert.Null(Variable(resources["api"], "Kafka__Compatibility"));
        Assert.Equal("Host=app", await ((IResourceWithConnectionString)resources["govadb-app"]).GetConnectionStringAsync(
            TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_local_broker_comes_with_its_client_profile()
    {
        var resources = await ResourcesAsync("--Worker:Replicas=3");

        Assert.All(Services, name => Assert.Equal("0.9", Variable(resources[name], "Kafka__Compatibility")));
        Assert.Equal(3, resources["worker"].Replicas);
    }

    [Fact]
    public async Task Chosen_resources_bring_what_they_wait_for_and_no_more()
    {
        var resources = await ResourcesAsync("--resources", "migrations");

        Assert.Subset(resources.Keys.ToHashSet(), new HashSet<string> { "postgres", "govadb", "kafka", "migrations" });
        Assert.DoesNotContain("api", resources.Keys);
    }

    private static async Task<Dictionary<string, Resource>> ResourcesAsync(params string[] args)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Gova.AppHost.Program>(
            args, TestContext.Current.CancellationToken);
        await using var application = await builder.BuildAsync(TestContext.Current.CancellationToken);
        return application.Resources.ToDictionary(resource => resource.Name);
    }

    private static object? Value(Resource resource, string name) =>
        resource.Environment.LastOrDefault(variable => variable.Key == name).Value;

    private static string? Variable(Resource resource, string name) => Value(resource, name) as string;

    private static string? Expression(Resource resource, string name) =>
        (Value(resource, name) as IManifestExpressionProvider)?.ValueExpression;
}
