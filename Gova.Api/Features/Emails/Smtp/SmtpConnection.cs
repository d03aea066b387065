using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gova.Api.Features.Emails.Smtp;

/// <summary>A connection to a mail server (RFC 5321, STARTTLS of RFC 3207, AUTH of RFC 4954), signed in and ready for an email.</summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    /// <summary>A host behind a router has no name that a mail server could look up.</summary>
    private const string Hello = "EHLO [127.0.0.1]";

    private const int MaxLine = 2_000;
    private const int MaxLines = 100;

    private readonly TcpClient _tcp = new();
    private readonly byte[] _buffer = new byte[4096];
    private Stream _stream = Stream.Null;
    private int _start;
    private int _end;

    private SmtpConnection()
    {
    }

    public static async Task<SmtpConnection> OpenAsync(SmtpOptions options, CancellationToken cancellationToken)
    {
        var connection = new SmtpConnection();
        try
        {
            await connection.StartAsync(options, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="EmailFailedException">The reply is another than expected.</exception>
    public async Task<SmtpReply> CommandAsync(string command, int expected, CancellationToken cancellationToken) =>
        Expect(await AskAsync(command, cancellationToken), expected);

    public async Task<SmtpReply> AskAsync(string command, CancellationToken cancellationToken)
    {
        if (command.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new EmailRefusedException("A command must be one line.");
        }

        await _stream.WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\n"), cancellationToken);
        await _stream.FlushAsync(cancellationToken);
        return await ReadReplyAsync(cancellationToken);
    }

    /// <summary>Sends what follows DATA. A line that begins with a dot gets another: a lone one would end it.</summary>
    public async Task<SmtpReply> SendDataAsync(string message, CancellationToken cancellationToken)
    {
        var stuffed = message.ReplaceLineEndings("\r\n").Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        stuffed = (stuffed.StartsWith('.') ? "." : "") + stuffed + (stuffed.EndsWith("\r\n", StringComparison.Ordinal) ? "" : "\r\n") + ".\r\n";
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(stuffed), cancellationToken);
        await _stream.FlushAsync(cancellationToken);
        return await ReadReplyAsync(cancellationToken);
    }

    /// <summary>Says good-bye. The email is the server's already, so nothing that goes wrong here matters.</summary>
    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync("QUIT", cancellationToken);
        }
        catch (Exception e) when (e is IOException or EmailFailedException or OperationCanceledException)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }

    private async Task StartAsync(SmtpOptions options, CancellationToken cancellationToken)
    {
        await _tcp.ConnectAsync(options.Host, options.Port, cancellationToken);
        _stream = _tcp.GetStream();
        if (options.Security == SmtpSecurity.Tls)
        {
            await SecureAsync(options, cancellationToken);
        }

        Expect(await ReadReplyAsync(cancellationToken), 220);
        var greeting = await CommandAsync(Hello, 250, cancellationToken);
        if (options.Security == SmtpSecurity.StartTls)
        {
            if (!Offers(greeting, "STARTTLS"))
            {
                throw new EmailFailedException("The mail server does not offer STARTTLS.");
            }

            await CommandAsync("STARTTLS", 220, cancellationToken);
            if (_start != _end)
            {
                // Said before the encryption, it would count as said within.
                throw new EmailFailedException("The mail server sent more than its answer to STARTTLS.");
            }

            await SecureAsync(options, cancellationToken);
            greeting = await CommandAsync(Hello, 250, cancellationToken);
        }

        if (options.Username.Length > 0)
        {
            await SignInAsync(greeting, options, cancellationToken);
        }
    }

    private async Task SecureAsync(SmtpOptions options, CancellationToken cancellationToken)
    {
        var tls = new SslStream(_stream);
        _stream = tls;
        var authentication = new SslClientAuthenticationOptions { TargetHost = options.Host };
        if (options.CertificateAuthority.Length > 0)
        {
            authentication.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(options.CertificateAuthority) },
            };
        }

        await tls.AuthenticateAsClientAsync(authentication, cancellationToken);
    }

    private async Task SignInAsync(SmtpReply greeting, SmtpOptions options, CancellationToken cancellationToken)
    {
        var methods = greeting.Lines.FirstOrDefault(line => line.StartsWith("AUTH ", StringComparison.OrdinalIgnoreCase))?
            .Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (methods.Contains("PLAIN", StringComparer.OrdinalIgnoreCase))
        {
            await CommandAsync($"AUTH PLAIN {Base64($"\0{options.Username}\0{options.Password}")}", 235, cancellationToken);
        }
        else if (methods.Contains("LOGIN", StringComparer.OrdinalIgnoreCase))
        {
            await CommandAsync("AUTH LOGIN", 334, cancellationToken);
            await CommandAsync(Base64(options.Username), 334, cancellationToken);
            await CommandAsync(Base64(options.Password), 235, cancellationToken);
        }
        else
        {
            throw new EmailFailedException("The mail server offers no way to sign in that we know.");
        }
    }

    private async Task<SmtpReply> ReadReplyAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (lines.Count < MaxLines)
        {
            var line = await ReadLineAsync(cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
                || (line.Length > 3 && line[3] is not (' ' or '-')))
            {
                break;
            }

            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ')
            {
                return new SmtpReply(code, lines);
            }
        }

        throw new EmailFailedException("The mail server does not speak SMTP.");
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (line.Length <= MaxLine)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await _stream.ReadAsync(_buffer, cancellationToken));
                if (_end == 0)
                {
                    throw new EmailFailedException("The mail server hung up.");
                }
            }

            var next = (char)_buffer[_start++];
            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append(char.IsAscii(next) ? next : '?');
        }

        throw new EmailFailedException("The mail server's line has no end.");
    }

    private static SmtpReply Expect(SmtpReply reply, int expected) =>
        reply.Code == expected ? reply : throw new EmailFailedException($"The mail server answers {reply}");

    private static bool Offers(SmtpReply greeting, string extension) =>
        greeting.Lines.Any(line => line.Equals(extension, StringComparison.OrdinalIgnoreCase));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
