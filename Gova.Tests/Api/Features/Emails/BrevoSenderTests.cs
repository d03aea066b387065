using System.Text.Json;
using Gova.Api.Features.Emails;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.Options;

namespace Gova.Tests.Api.Features.Emails;

public sealed class BrevoSenderTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly OutgoingEmail Email = new(
        new Guid("019aa000-0000-7000-8000-000000000001"), "keeper@example.org", "Gova", "ada@example.net", "Grüße", "text", "<p>html</p>",
        new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero), "eve@example.net");

    [Fact]
    public async Task An_email_goes_as_Brevo_wants_it_with_a_key_that_repetitions_share()
    {
        await using var server = new HttpServer(_ => HttpServer.Answer(201, """{"messageId":"<1@relay>"}"""));
        using var http = new HttpClient();

        Assert.Equal("<1@relay>", await Sender(http, server).SendAsync(Email, Stop));

        var request = Assert.Single(server.Requests);
        Assert.Equal("POST /v3/smtp/email HTTP/1.1", request.Line);
        Assert.Equal("key-1", request.Headers["api-key"]);
        var body = JsonSerializer.Deserialize<JsonElement>(request.Body);
        Assert.Equal("keeper@example.org", body.GetProperty("sender").GetProperty("email").GetString());
        Assert.Equal("""[{"email":"ada@example.net"}]""", body.GetProperty("to").GetRawText());
        Assert.Equal("eve@example.net", body.GetProperty("replyTo").GetProperty("email").GetString());
        Assert.Equal(("Grüße", "text", "<p>html</p>"), (body.GetProperty("subject").GetString(), body.GetProperty("textContent").GetString(), body.GetProperty("htmlContent").GetString()));
        Assert.Equal(Email.Id.ToString(), body.GetProperty("headers").GetProperty("idempotencyKey").GetString());
    }

    [Fact]
    public async Task What_Brevo_has_already_is_sent()
    {
        await using var server = new HttpServer(_ => HttpServer.Answer(400, """{"code":"duplicate_parameter","message":"x"}"""));
        using var http = new HttpClient();

        Assert.Null(await Sender(http, server).SendAsync(Email, Stop));
    }

    [Theory]
    [InlineData(400, """{"code":"invalid_parameter"}""", true)]
    [InlineData(401, """{"code":"unauthorized"}""", false)]
    [InlineData(402, """{"code":"not_enough_credits"}""", false)]
    [InlineData(429, "", false)]
    [InlineData(500, "<html>", false)]
    public async Task What_Brevo_refuses_for_good_is_told_from_what_may_yet_go(int status, string body, bool forGood)
    {
        await using var server = new HttpServer(_ => HttpServer.Answer(status, body));
        using var http = new HttpClient();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => Sender(http, server).SendAsync(Email, Stop));

        Assert.Equal(forGood, error is EmailRefusedException);
        Assert.DoesNotContain("key-1", error.Message, StringComparison.Ordinal);
    }

    private static BrevoSender Sender(HttpClient http, HttpServer server) =>
        new(http, Options.Create(new EmailOptions { Brevo = new BrevoOptions { ApiKey = "key-1", BaseUrl = server.Url } }));
}
