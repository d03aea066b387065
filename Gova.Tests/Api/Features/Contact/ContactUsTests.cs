using System.Net;
using System.Net.Http.Json;
using Gova.Tests.Infrastructure;

namespace Gova.Tests.Api.Features.Contact;

public sealed class ContactUsTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_queued_for_the_support_and_a_program_s_is_not()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: [("Email:Support", "us@example.org")]);
        using var client = host.CreateClient();

        await SendAsync(client, new { name = "Ada", email = "ada@example.org", message = "Hello\nyou" }).JsonAsync(HttpStatusCode.Accepted, Stop);
        await SendAsync(client, new { name = "Bot", email = "bot@example.org", message = "Buy", website = "x" }).JsonAsync(HttpStatusCode.Accepted, Stop);
        await SendAsync(client, new { name = "", email = "a@b@c", message = " " }).ProblemAsync(
            HttpStatusCode.BadRequest, "validation", Stop, "name", "email", "message");

        var email = await host.UsingAsync(db => Task.FromResult(db.Emails.Single()));
        Assert.Equal(("us@example.org", "contact_message"), (email.Recipient, email.Template));
        Assert.Contains("ada@example.org", email.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_closed_where_nobody_reads_and_to_whoever_writes_too_often()
    {
        await using var closed = await ApiHost.CreateAsync(services, Stop);
        using var client = closed.CreateClient();
        var message = new { name = "Ada", email = "ada@example.org", message = "Hello" };
        await SendAsync(client, message).ProblemAsync(HttpStatusCode.ServiceUnavailable, "contact-closed", Stop);
        for (var i = 0; i < 4; i++)
        {
            await SendAsync(client, message);
        }

        using var last = await SendAsync(client, message);

        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.NotNull(last.Headers.RetryAfter);
    }

    [Fact]
    public async Task Whoever_may_choose_an_address_from_a_whole_network_counts_as_one()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop, settings: [("Email:Support", "us@example.org")]);
        for (var i = 1; i <= 5; i++)
        {
            Assert.NotEqual(429, await SendFromAsync(host, $"2001:db8:1:2::{i}"));
        }

        Assert.Equal(429, await SendFromAsync(host, "2001:db8:1:2:ffff::1"));
        Assert.NotEqual(429, await SendFromAsync(host, "2001:db8:1:3::1"));
    }

    /// <summary>Without a body: what cannot be read counts as well.</summary>
    private static async Task<int> SendFromAsync(ApiHost host, string address)
    {
        var context = await host.Server.SendAsync(
            http => (http.Connection.RemoteIpAddress, http.Request.Method, http.Request.Path) = (IPAddress.Parse(address), "POST", "/public/contact-us"), Stop);
        return context.Response.StatusCode;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, object message) =>
        client.PostAsJsonAsync("/public/contact-us", message, Stop);
}
