using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Gova.Tests.Billing.Crashes;

/// <summary>Stands between billing and Postgres; see <see cref="PostgresSession"/> for what is a step.</summary>
internal sealed class PostgresRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Steps _steps;
    private readonly Task _accepting;

    /// <param name="connectionString">Of the server, over TCP.</param>
    public PostgresRelay(string connectionString, Steps steps)
    {
        (_server, _steps) = (new NpgsqlConnectionStringBuilder(connectionString), steps);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Leads through the relay.</summary>
    public string ConnectionString(string applicationName) => new NpgsqlConnectionStringBuilder(_server.ToString())
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        SslMode = SslMode.Disable,
        ApplicationName = applicationName,
    }.ToString();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        await Task.WhenAll(_sessions);
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(_server.Host!, _server.Port, _stop.Token);
                (client.NoDelay, server.NoDelay) = (true, true);
                await new PostgresSession(client.GetStream(), server.GetStream(), _steps).RunAsync(_stop.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // Either end has gone, and the other goes with it.
            }
        }
    }
}
