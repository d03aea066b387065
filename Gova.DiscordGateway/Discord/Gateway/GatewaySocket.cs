using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>What came off the socket: a whole message, one that was too long to keep, or the end.</summary>
/// <param name="Bytes">Valid until the next receive.</param>
internal readonly record struct SocketMessage(ReadOnlyMemory<byte> Bytes, bool TooLong, bool Closed, int? CloseCode);

/// <summary>A websocket with whole messages of bounded size and one sender at a time.</summary>
internal sealed class GatewaySocket : IDisposable
{
    /// <summary>Far above the largest GUILD_CREATE; what is longer is read past, not kept.</summary>
    internal const int MaxMessage = 16 * 1024 * 1024;

    /// <summary>Keeps the session resumable, which 1000 and 1001 do not.</summary>
    private const WebSocketCloseStatus KeepSession = (WebSocketCloseStatus)4000;

    private const int Chunk = 32 * 1024;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private ArrayBufferWriter<byte> _message = new(Chunk);

    public Task ConnectAsync(Uri url, CancellationToken cancellationToken) => _socket.ConnectAsync(url, cancellationToken);

    /// <exception cref="WebSocketException">The connection is lost.</exception>
    public async Task<SocketMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        Reset();
        var tooLong = false;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_message.GetMemory(Chunk), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return new SocketMessage(default, false, true, (int?)_socket.CloseStatus);
            }

            tooLong |= _message.WrittenCount + part.Count > MaxMessage;
            if (!tooLong)
            {
                _message.Advance(part.Count);
            }

            if (part.EndOfMessage)
            {
                return new SocketMessage(_message.WrittenMemory, tooLong, false, null);
            }
        }
    }

    public async Task SendAsync<T>(GatewayCommand<T> command, JsonTypeInfo<GatewayCommand<T>> type, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(command, type);
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Says goodbye so that the session stays resumable; does not wait for the answer.</summary>
    public async Task LeaveAsync(TimeProvider time)
    {
        using var deadline = new CancellationTokenSource(CloseTimeout, time);
        try
        {
            if (await _sending.WaitAsync(CloseTimeout, CancellationToken.None))
            {
                await _socket.CloseOutputAsync(KeepSession, null, deadline.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            // It is gone already.
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }

    private void Reset()
    {
        if (_message.Capacity > 1024 * 1024)
        {
            _message = new ArrayBufferWriter<byte>(Chunk);
        }
        else
        {
            _message.ResetWrittenCount();
        }
    }
}
