using System.Net;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.OpenApi;

public sealed class DocsPageTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly string Folder = Repository.File("Gova.Api", "wwwroot", "docs");

    [Fact]
    public async Task The_description_is_shown_by_files_of_our_own_under_the_strict_policy()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();

        foreach (var path in Directory.GetFiles(Folder).Select(file => $"/docs/{Path.GetFileName(file)}").Prepend("/docs"))
        {
            using var response = await client.GetAsync(path, Stop);
            Assert.Equal((path, HttpStatusCode.OK), (path, response.StatusCode));
            Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_page_loads_nothing_from_elsewhere_and_never_turns_text_into_markup()
    {
        string[] forbidden = ["://", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "style="];
        var files = Directory.GetFiles(Folder);

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain(forbidden, text => File.ReadAllText(file).Contains(text, StringComparison.Ordinal)));
    }
}
