using Aspire.Hosting.Testing;
using Gova.AppHost.Local.Publishing;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.AppHost.Local;

public sealed class ManifestTests
{
    [Fact]
    public async Task The_committed_manifest_is_current()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Gova.AppHost.Program>(
            ["--publisher", "manifest"], TestContext.Current.CancellationToken);
        await using var application = await builder.BuildAsync(TestContext.Current.CancellationToken);

        var committed = await File.ReadAllTextAsync(Repository.File("aspire-manifest.json"), TestContext.Current.CancellationToken);

        // When this fails: dotnet run --project Gova.AppHost -- --publisher manifest --output-path aspire-manifest.json
        Assert.Equal(ManifestFile.Render(application.Resources, Repository.Root), committed);
    }

    [Fact]
    public async Task What_is_simulated_is_never_deployed()
    {
        var committed = await File.ReadAllTextAsync(Repository.File("aspire-manifest.json"), TestContext.Current.CancellationToken);

        Assert.DoesNotContain("simulat", committed, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Demo__", committed, StringComparison.Ordinal);
        Assert.DoesNotContain("migrations", committed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_api_and_billing_are_open_to_the_outside_and_only_the_api_knows_the_owner()
    {
        var committed = await File.ReadAllTextAsync(Repository.File("aspire-manifest.json"), TestContext.Current.CancellationToken);
        using var manifest = System.Text.Json.JsonDocument.Parse(committed);
        var projects = manifest.RootElement.GetProperty("resources").EnumerateObject()
            .Where(resource => resource.Value.GetProperty("type").GetString() == "project.v0").ToList();

        Assert.Equal(["api", "billing"], That("external"));
        Assert.Equal(["api"], That("govadb-owner"));

        IEnumerable<string> That(string contain) => projects
            .Where(project => project.Value.GetRawText().Contains(contain, StringComparison.Ordinal)).Select(project => project.Name);
    }
}
