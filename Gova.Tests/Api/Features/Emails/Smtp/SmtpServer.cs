using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gova.Tests.Api.Features.Emails.Smtp;

/// <summary>A mail server on a socket: STARTTLS, AUTH PLAIN and LOGIN, and as unkind as a test wants it.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate = CreateCertificate();
    private readonly Task _running;

    public SmtpServer()
    {
        _listener.Start();
        _running = AcceptAsync();
        CertificateFile = Path.GetTempFileName();
        File.WriteAllText(CertificateFile, _certificate.ExportCertificatePem());
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string CertificateFile { get; }

    /// <summary>What an email was, as it came over the wire after dots were taken out.</summary>
    public ConcurrentQueue<(string From, string To, string Data)> Emails { get; } = [];

    /// <summary>Every line that a client said.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    public string Auth { get; set; } = "PLAIN LOGIN";

    public bool OffersStartTls { get; set; } = true;

    /// <summary>Sent in one packet with the answer to STARTTLS, as somebody on the way would.</summary>
    public string InjectedBeforeTls { get; set; } = "";

    /// <summary>Instead of the usual answer, by the beginning of the command; empty hangs up.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Stop();
        _stop.Dispose();
        _certificate.Dispose();
        File.Delete(CertificateFile);
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        await Task.WhenAll(sessions);
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await TalkAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        var (from, to) = ("", "");
        await SayAsync(stream, "220 ready");
        while (await ReadLineAsync(stream) is { } line)
        {
            Said.Enqueue(line);
            if (Answers.FirstOrDefault(a => line.StartsWith(a.Key, StringComparison.Ordinal)) is { Key: not null } answer)
            {
                if (answer.Value.Length == 0)
                {
                    return;
                }

                await SayAsync(stream, answer.Value);
            }
            else if (line == "STARTTLS")
            {
                await SayAsync(stream, $"220 go{(InjectedBeforeTls.Length > 0 ? $"\r\n{InjectedBeforeTls}" : "")}");
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(_certificate);
                stream = tls;
            }
            else if (line.StartsWith("EHLO", StringComparison.Ordinal))
            {
                var offers = stream is SslStream || !OffersStartTls ? "" : "250-STARTTLS\r\n";
                await SayAsync(stream, $"250-here\r\n{offers}250-AUTH {Auth}\r\n250 8BITMIME");
            }
            else if (line == "AUTH LOGIN")
            {
                await SayAsync(stream, "334 VXNlcm5hbWU6");
                Said.Enqueue(await ReadLineAsync(stream) ?? "");
                await SayAsync(stream, "334 UGFzc3dvcmQ6");
                Said.Enqueue(await ReadLineAsync(stream) ?? "");
                await SayAsync(stream, "235 welcome");
            }
            else if (line.StartsWith("AUTH PLAIN", StringComparison.Ordinal))
            {
                await SayAsync(stream, "235 welcome");
            }
            else if (line == "DATA")
            {
                await SayAsync(stream, "354 go on");
                Emails.Enqueue((from, to, await ReadDataAsync(stream)));
                await SayAsync(stream, "250 taken as 17");
            }
            else
            {
                (from, to) = line.StartsWith("MAIL FROM:", StringComparison.Ordinal) ? (line[10..], to)
                    : line.StartsWith("RCPT TO:", StringComparison.Ordinal) ? (from, line[8..]) : (from, to);
                await SayAsync(stream, line == "QUIT" ? "221 bye" : "250 fine");
            }
        }
    }

    private async Task<string> ReadDataAsync(Stream stream)
    {
        var data = new StringBuilder();
        while (await ReadLineAsync(stream) is { } line && line != ".")
        {
            data.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return data.ToString();
    }

    private async Task<string?> ReadLineAsync(Stream stream)
    {
        var (line, one) = (new List<byte>(), new byte[1]);
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            line.Add(one[0]);
            if (line is [.., (byte)'\r', (byte)'\n'])
            {
                return Encoding.Latin1.GetString([.. line[..^2]]);
            }
        }

        return null;
    }

    private static async Task SayAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes($"{text}\r\n"));

    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
