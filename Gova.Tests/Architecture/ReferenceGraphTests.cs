using System.Xml.Linq;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Architecture;

/// <summary>Who may compile against whom. A reference that only orders the build does not count.</summary>
public sealed class ReferenceGraphTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["AppHost"] = [],
        ["ServiceDefaults"] = [],
        ["Messaging"] = [],
        ["Data"] = ["Messaging"],
        ["Moderation"] = [],
        ["Api"] = ["Data", "Moderation", "ServiceDefaults"],
        ["ModerationWorker"] = ["Data", "Moderation", "ServiceDefaults"],
        ["DiscordGateway"] = ["Data", "Moderation", "ServiceDefaults"],
        ["Billing"] = ["Data", "ServiceDefaults"],
        ["Simulators"] = [],
        ["Benchmarks"] = ["Data", "Moderation"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_design_allows(string project) =>
        Assert.Empty(References(project).Except(Allowed[project]));

    [Fact]
    public void Every_project_of_the_repository_is_in_the_graph()
    {
        var projects = Directory.EnumerateDirectories(Repository.Root, "Gova.*")
            .Select(folder => Path.GetFileName(folder)["Gova.".Length..]);

        Assert.Equal(Allowed.Keys.Append("Tests").Order(), projects.Order());
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.File("Gova.sln"));

        Assert.All(Allowed.Keys, project => Assert.Contains($"Gova.{project}.csproj", solution, StringComparison.Ordinal));
    }

    private static IEnumerable<string> References(string project)
    {
        var references = XDocument.Load(Repository.File($"Gova.{project}", $"Gova.{project}.csproj"))
            .Descendants("ProjectReference").ToList();
        var buildOrderOnly = references.Any(reference =>
            (string?)reference.Attribute("Update") == "@(ProjectReference)" && IsBuildOrderOnly(reference));
        return references
            .Where(reference => reference.Attribute("Include") is not null && !buildOrderOnly && !IsBuildOrderOnly(reference))
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)["Gova.".Length..]);
    }

    private static bool IsBuildOrderOnly(XElement reference) => (string?)reference.Attribute("ReferenceOutputAssembly") == "false";
}
