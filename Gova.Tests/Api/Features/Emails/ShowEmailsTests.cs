using System.Net;
using Gova.Data.Emails;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Emails;

public sealed class ShowEmailsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_local_run_shows_what_it_would_have_sent()
    {
        var folder = Directory.CreateTempSubdirectory("gova-emails").FullName;
        try
        {
            await using var host = await ApiHost.CreateAsync(services, Stop, settings: [("Email:Provider", "Folder"), ("Email:Folder", folder)]);
            using var client = host.CreateClient();
            await host.UsingAsync(async db =>
            {
                EmailQueue.Add(db, "ada@example.org", new VerifyEmail("<b>Ada", "K7P2QX", 15), TimeProvider.System.GetUtcNow());
                return await db.SaveChangesAsync(Stop);
            });

            await Eventually.That(() => Directory.GetFiles(folder, "*.eml").Length == 1, TimeSpan.FromSeconds(60), "the email is written");
            var list = await client.GetStringAsync("/dev/emails", Stop);
            var id = Path.GetFileNameWithoutExtension(Directory.GetFiles(folder, "*.eml").Single());
            var page = await client.GetStringAsync($"/dev/emails/{id}", Stop);

            Assert.Contains("Confirm your address</a> to &lt;ada@example.org&gt;", list, StringComparison.Ordinal);
            Assert.Contains("K7P2QX", page, StringComparison.Ordinal);
            Assert.Contains("&lt;b&gt;Ada", page, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/dev/emails/..%2F..%2Fetc%2Fpasswd", Stop)).StatusCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Elsewhere_there_is_no_such_page_and_no_such_folder()
    {
        await using var deployed = await ApiHost.CreateAsync(services, Stop, settings: [("environment", "Production")]);
        await using var wrong = await ApiHost.CreateAsync(services, Stop, settings: [("environment", "Production"), ("Email:Provider", "Folder")]);
        await using var local = await ApiHost.CreateAsync(services, Stop);
        using var client = deployed.CreateClient();
        using var other = local.CreateClient();

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/dev/emails", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync("/dev/emails", Stop)).StatusCode);
        Assert.ThrowsAny<Exception>(wrong.CreateClient);
    }
}
