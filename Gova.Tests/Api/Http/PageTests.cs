using System.Net;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Http;

public sealed class PageTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_live_page_and_its_parts_are_served_under_a_strict_policy()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        using var client = host.CreateClient();

        foreach (var (path, type) in new[] { ("/", "text/html"), ("/app.js", "text/javascript"), ("/api.js", "text/javascript"), ("/feed.js", "text/javascript"), ("/app.css", "text/css") })
        {
            using var response = await client.GetAsync(path, Stop);
            Assert.Equal((path, HttpStatusCode.OK, type), (path, response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_page_never_turns_text_into_markup()
    {
        var scripts = Directory.GetFiles(Repository.File("Gova.Api", "wwwroot"), "*.js");

        Assert.NotEmpty(scripts);
        string[] dangerous = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("];
        Assert.All(scripts, script => Assert.DoesNotContain(dangerous, text => File.ReadAllText(script).Contains(text, StringComparison.Ordinal)));
    }
}
