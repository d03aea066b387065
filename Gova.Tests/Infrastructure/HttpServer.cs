using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gova.Tests.Infrastructure;

/// <param name="Headers">By their names in lower case.</param>
internal sealed record ReceivedRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A server of HTTP on a socket, which answers as a test tells it.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<ReceivedRequest, CancellationToken, Task<string>> _answer;
    private readonly Task _running;

    /// <param name="answer">Gives all of the response but the headers about its length.</param>
    public HttpServer(Func<ReceivedRequest, CancellationToken, Task<string>> answer)
    {
        _answer = answer;
        _listener.Start();
        _running = AcceptAsync();
    }

    public HttpServer(Func<ReceivedRequest, string> answer)
        : this((request, _) => Task.FromResult(answer(request)))
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Url => new($"http://127.0.0.1:{Port}/");

    public ConcurrentQueue<ReceivedRequest> Requests { get; } = [];

    public static string Answer(int status, string body = "", string headers = "") =>
        $"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                Requests.Enqueue(request);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(await _answer(request, _stop.Token)), _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
        }
    }

    private async Task<ReceivedRequest> ReadAsync(Stream stream)
    {
        var line = await ReadLineAsync(stream);
        var headers = new Dictionary<string, string>();
        while (await ReadLineAsync(stream) is { Length: > 0 } header)
        {
            var end = header.IndexOf(':', StringComparison.Ordinal);
            headers[header[..end].ToLowerInvariant()] = header[(end + 1)..].Trim();
        }

        var body = "";
        if (headers.TryGetValue("content-length", out var length))
        {
            var bytes = new byte[int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(bytes, _stop.Token);
            body = Encoding.UTF8.GetString(bytes);
        }
        else if (headers.ContainsKey("transfer-encoding"))
        {
            // In chunks, as a client sends what it writes while it sends.
            while (int.Parse(await ReadLineAsync(stream), System.Globalization.NumberStyles.HexNumber) is > 0 and var size)
            {
                var bytes = new byte[size];
                await stream.ReadExactlyAsync(bytes, _stop.Token);
                body += Encoding.UTF8.GetString(bytes);
                await ReadLineAsync(stream);
            }
        }

        return new ReceivedRequest(line, headers, body);
    }

    private async Task<string> ReadLineAsync(Stream stream)
    {
        var (line, one) = (new List<byte>(), new byte[1]);
        while (line is not [.., (byte)'\r', (byte)'\n'])
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            line.Add(one[0]);
        }

        return Encoding.UTF8.GetString([.. line[..^2]]);
    }
}
