using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.AppHost.Local;

public sealed class OrchestrationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gova-orchestration-").FullName;
    private readonly IDistributedApplicationTestingBuilder _builder = DistributedApplicationTestingBuilder.Create();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_resource_starts_only_after_the_one_it_waits_to_complete()
    {
        var first = Shell("first", "sleep 0.5; echo first >> order");
        Shell("second", "echo second >> order; exec sleep 60").WaitForCompletion(first);

        await using var application = await StartAsync();
        await application.ResourceNotifications.WaitForResourceHealthyAsync("second", Cancellation);
        await Eventually.That(() => Order().Length == 2, TimeSpan.FromSeconds(5), "both have written");

        Assert.Equal(["first", "second"], Order());
    }

    [Fact]
    public async Task A_resource_that_ends_while_in_use_is_a_named_failure_with_its_last_lines()
    {
        Shell("fragile", "echo about to break; sleep 0.3; exit 7");

        await using var application = await StartAsync();
        await application.ResourceNotifications.WaitForResourceHealthyAsync("fragile", Cancellation);
        await application.ResourceNotifications.WaitForResourceAsync("fragile", KnownResourceStates.Exited, Cancellation);

        var failure = Assert.IsType<Gova.AppHost.Local.ResourceFailedException>(await application.Failure.WaitAsync(Cancellation));
        Assert.Contains("fragile", failure.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 7", failure.Message, StringComparison.Ordinal);
        Assert.Contains("about to break", failure.LastLines);
    }

    [Fact]
    public async Task Waiting_for_one_that_fails_ends_with_its_error()
    {
        var broken = Shell("broken", "exit 3");
        Shell("dependent", "exec sleep 60").WaitForCompletion(broken);

        await using var application = await StartAsync();
        var failure = await Assert.ThrowsAsync<Gova.AppHost.Local.ResourceFailedException>(
            () => application.ResourceNotifications.WaitForResourceHealthyAsync("dependent", Cancellation));

        Assert.Equal("broken", failure.Resource);
    }

    [Fact]
    public async Task Dependents_stop_before_what_they_depend_on()
    {
        const string untilAsked = "trap 'echo $NAME >> order; exit 0' TERM; echo > $NAME-ready; while :; do sleep 0.05; done";
        var server = Shell("server", untilAsked).WithEnvironment("NAME", "server");
        Shell("client", untilAsked).WithEnvironment("NAME", "client").WaitFor(server);

        await using var application = await StartAsync();
        await application.ResourceNotifications.WaitForResourceHealthyAsync("client", Cancellation);
        await Eventually.That(
            () => File.Exists(Path.Combine(_folder, "server-ready")) && File.Exists(Path.Combine(_folder, "client-ready")),
            TimeSpan.FromSeconds(5), "both have set their trap");
        await application.StopAsync(Cancellation);

        Assert.Equal(["client", "server"], Order());
    }

    [Fact]
    public async Task A_reference_to_a_service_tells_its_address()
    {
        var service = Shell("some-service", "exec sleep 60").WithHttpEndpoint();
        Shell("client", "echo $SOME_SERVICE_HTTP > order; env > env; exec sleep 60").WithReference(service);

        await using var application = await StartAsync();
        await Eventually.That(() => File.Exists(Path.Combine(_folder, "env")), TimeSpan.FromSeconds(5), "the client has started");
        var address = application.GetEndpoint("some-service").ToString().TrimEnd('/');
        await Eventually.That(
            () => File.ReadAllLines(Path.Combine(_folder, "env")).Contains($"services__some-service__http__0={address}"),
            TimeSpan.FromSeconds(5), "the address is in the environment");

        Assert.Equal(address, Order().Single().Trim());
    }

    private IResourceBuilder<ExecutableResource> Shell(string name, string script) =>
        _builder.AddExecutable(name, "bash", _folder, "-c", script);

    private string[] Order()
    {
        var path = Path.Combine(_folder, "order");
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    private async Task<DistributedApplication> StartAsync()
    {
        var application = await _builder.BuildAsync(Cancellation);
        await application.StartAsync(Cancellation);
        return application;
    }
}
