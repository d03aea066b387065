using System.Text;
using Gova.Api.Features.Emails;
using Gova.Api.Features.Emails.Smtp;
using Microsoft.Extensions.Options;

namespace Gova.Tests.Api.Features.Emails.Smtp;

public sealed class SmtpSenderTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly OutgoingEmail Email = new(
        new Guid("019aa000-0000-7000-8000-000000000001"), "keeper@example.org", "Gova", "ada@example.net", "Grüße, Ada", "line\n.\n..two\nžluť",
        "<p>Hallo</p>", new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task An_email_arrives_whole_over_an_encrypted_and_signed_in_connection()
    {
        await using var server = new SmtpServer();

        await Sender(server).SendAsync(Email, Stop);

        var (from, to, data) = Assert.Single(server.Emails);
        Assert.Equal(("<keeper@example.org>", "<ada@example.net>"), (from, to));
        Assert.Contains("Message-ID: <019aa000000070008000000000000001@example.org>\r\n", data, StringComparison.Ordinal);
        Assert.Equal("Grüße, Ada", Words(data, "Subject"));
        Assert.Equal(["line\r\n.\r\n..two\r\nžluť", "<p>Hallo</p>"], Parts(data));
        Assert.All(data.Split("\r\n"), line => Assert.True(line.Length <= 76 && line.All(char.IsAscii), line));
        var said = server.Said.ToList();
        Assert.True(said.IndexOf("STARTTLS") < said.FindIndex(line => line.StartsWith("AUTH PLAIN", StringComparison.Ordinal)));
        Assert.Contains($"AUTH PLAIN {Convert.ToBase64String("\0us\0secret"u8)}", said);
    }

    [Fact]
    public async Task Whoever_knows_LOGIN_only_is_signed_in_to_as_well()
    {
        await using var server = new SmtpServer { Auth = "LOGIN CRAM-MD5" };

        await Sender(server).SendAsync(Email, Stop);

        Assert.Single(server.Emails);
        Assert.Contains(Convert.ToBase64String("secret"u8), server.Said);
    }

    [Fact]
    public async Task Nothing_is_said_to_a_server_that_cannot_be_trusted()
    {
        await using var plain = new SmtpServer { OffersStartTls = false };
        await using var unknown = new SmtpServer();
        await using var injected = new SmtpServer { InjectedBeforeTls = "250 AUTH PLAIN" };

        await Assert.ThrowsAsync<EmailFailedException>(() => Sender(plain).SendAsync(Email, Stop));
        await Assert.ThrowsAnyAsync<Exception>(() => Sender(unknown, trusted: false).SendAsync(Email, Stop));
        await Assert.ThrowsAsync<EmailFailedException>(() => Sender(injected).SendAsync(Email, Stop));

        Assert.All([plain, unknown, injected], server => Assert.DoesNotContain(server.Said, line => line.StartsWith("AUTH", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("RCPT TO", "550 no such user", true)]
    [InlineData("RCPT TO", "450 busy", false)]
    [InlineData("AUTH", "535 wrong password", false)]
    [InlineData("MAIL FROM", "553 not yours", false)]
    [InlineData("DATA", "", false)]
    [InlineData("EHLO", "bad", false)]
    public async Task What_a_server_refuses_for_good_is_told_from_what_may_yet_go(string command, string answer, bool forGood)
    {
        await using var server = new SmtpServer();
        server.Answers[command] = answer;

        var error = await Assert.ThrowsAnyAsync<Exception>(() => Sender(server).SendAsync(Email, Stop));

        Assert.Equal(forGood, error is EmailRefusedException);
        Assert.Empty(server.Emails);
    }

    [Theory]
    [InlineData("ada@example.net\r\nRCPT TO:<eve@example.net>")]
    [InlineData("ada@example.net>\r\nDATA")]
    [InlineData("<ada@example.net>")]
    [InlineData("ada@example.net, eve@example.net")]
    [InlineData("ada")]
    [InlineData("ada@")]
    [InlineData("añda@example.net")]
    public async Task An_address_can_break_out_of_nothing(string address)
    {
        await using var server = new SmtpServer();

        await Assert.ThrowsAsync<EmailRefusedException>(() => Sender(server).SendAsync(Email with { To = address }, Stop));
        await Assert.ThrowsAsync<EmailRefusedException>(() => Sender(server).SendAsync(Email with { ReplyTo = address }, Stop));

        Assert.Empty(server.Said);
    }

    [Fact]
    public async Task A_subject_and_a_name_can_break_out_of_nothing()
    {
        await using var server = new SmtpServer();

        await Sender(server).SendAsync(Email with { Subject = "Hi\r\nBcc: eve@example.net\r\n\r\nbody", FromName = "A\" <eve@example.net>\r\nX: y" }, Stop);

        var data = Assert.Single(server.Emails).Data;
        var headers = data[..data.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.DoesNotContain("eve", headers, StringComparison.Ordinal);
        Assert.Equal("Hi\r\nBcc: eve@example.net\r\n\r\nbody", Words(data, "Subject"));
    }

    [Fact]
    public async Task A_domain_of_other_letters_goes_as_the_wire_has_it()
    {
        await using var server = new SmtpServer();

        await Sender(server).SendAsync(Email with { To = "ada@bücher.example" }, Stop);

        Assert.Equal("<ada@xn--bcher-kva.example>", Assert.Single(server.Emails).To);
    }

    private static SmtpSender Sender(SmtpServer server, bool trusted = true) => new(
        Options.Create(new EmailOptions
        {
            Smtp = new SmtpOptions
            {
                Host = "localhost", Port = server.Port, Username = "us", Password = "secret", CertificateAuthority = trusted ? server.CertificateFile : "",
            },
        }),
        TimeProvider.System);

    private static string Words(string data, string header)
    {
        var value = data[(data.IndexOf($"{header}: ", StringComparison.Ordinal) + header.Length + 2)..].Replace("\r\n ", "\n", StringComparison.Ordinal);
        return string.Concat(value[..value.IndexOf('\r', StringComparison.Ordinal)].Split('\n').Select(word =>
            Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2]))));
    }

    private static IEnumerable<string> Parts(string data) => data.Split("--gova-019aa000000070008000000000000001")[1..^1].Select(part =>
        Encoding.UTF8.GetString(Convert.FromBase64String(part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..])));
}
