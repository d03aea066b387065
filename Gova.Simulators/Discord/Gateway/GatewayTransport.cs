using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gova.Simulators.Discord.Json;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>Writes frames to the socket one at a time, compressed when the client asked for it, and reads whole messages.</summary>
internal sealed class GatewayTransport(WebSocket socket, ZlibStream? zlib, GatewayFaults faults, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim sending = new(1);
    private readonly byte[] received = new byte[GatewayFrame.MaxBytes];

    public WebSocketCloseStatus? ClosedByClient => socket.CloseStatus;

    public Task SendAsync(Opcode opcode, JsonNode? data, CancellationToken cancellationToken)
    {
        var frame = new JsonObject { ["t"] = null, ["s"] = null, ["op"] = (int)opcode, ["d"] = faults.IntegersAsStrings ? Stringly.Copy(data) : data };
        return SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame), cancellationToken);
    }

    public Task SendAsync(SequencedEvent dispatched, CancellationToken cancellationToken)
    {
        var frame = new ArrayBufferWriter<byte>(dispatched.Data.Length + 80);
        using (var writer = new Utf8JsonWriter(frame))
        {
            writer.WriteStartObject();
            writer.WriteString("t", dispatched.Type);
            writer.WriteNumber("s", dispatched.Sequence);
            writer.WriteNumber("op", (int)Opcode.Dispatch);
            writer.WritePropertyName("d");
            writer.WriteRawValue(faults.IntegersAsStrings ? Stringly.Copy(dispatched.Data) : dispatched.Data, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return SendAsync(frame.WrittenMemory, cancellationToken);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(cancellationToken);
        try
        {
            if (faults.FrameDelay > TimeSpan.Zero)
            {
                await Task.Delay(faults.FrameDelay, time, cancellationToken);
            }

            var (bytes, kind) = zlib is null ? (frame, WebSocketMessageType.Text) : (zlib.Compress(frame.Span), WebSocketMessageType.Binary);
            await socket.SendAsync(bytes, kind, endOfMessage: true, cancellationToken);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>The beginning of a message whose end never comes.</summary>
    public async Task SendPartAsync(ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(part, WebSocketMessageType.Text, endOfMessage: false, cancellationToken);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Keeps every frame back for that long.</summary>
    public async Task StallAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(cancellationToken);
        try
        {
            await Task.Delay(length, time, cancellationToken);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>The next whole message, or null when the client closed.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            if (length == received.Length)
            {
                throw GatewayFrame.DecodeError();
            }

            var part = await socket.ReceiveAsync(received.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return received.AsMemory(0, length);
            }
        }
    }

    public async Task CloseAsync(int code, string reason, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(cancellationToken);
        try
        {
            await socket.CloseAsync((WebSocketCloseStatus)code, reason, cancellationToken);
        }
        finally
        {
            sending.Release();
        }
    }

    public void Abort() => socket.Abort();

    public void Dispose()
    {
        sending.Dispose();
        zlib?.Dispose();
    }
}
