using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Gova.Tests.DiscordGateway.Discord.Gateway;

/// <summary>The server's end of one connection to a <see cref="ScriptedGateway"/>.</summary>
internal sealed class ScriptedConnection(WebSocket socket, string path, string query)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Path => path;

    public string Query => query;

    public Task Over => _over.Task;

    public Task SendAsync(string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    public Task HelloAsync(int heartbeatInterval = 60_000) =>
        SendAsync($$$"""{"op": 10, "d": {"heartbeat_interval": {{{heartbeatInterval}}}}}""");

    public Task EventAsync(long sequence, string type, string data = "{}") =>
        SendAsync($$"""{"op": 0, "s": {{sequence}}, "t": "{{type}}", "d": {{data}}}""");

    public Task ReadyAsync(string resumeUrl, string sessionId = "session-1") =>
        EventAsync(1, "READY", $$"""{"session_id": "{{sessionId}}", "resume_gateway_url": "{{resumeUrl}}"}""");

    /// <summary>The client's next frame, heartbeats aside, which are acknowledged; null when it closed or vanished.</summary>
    public async Task<JsonNode?> ReadAsync()
    {
        while (await ReadAnyAsync() is { } frame)
        {
            if ((int)frame["op"]! != 1)
            {
                return frame;
            }

            await SendAsync("""{"op": 11}""");
        }

        return null;
    }

    public async Task<JsonNode?> ReadAnyAsync()
    {
        var buffer = new byte[16 * 1024];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var received = await socket.ReceiveAsync(buffer, patience.Token);
            return received.MessageType == WebSocketMessageType.Close ? null : JsonNode.Parse(buffer.AsSpan(0, received.Count));
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    /// <summary>The close code the client sent, once <see cref="ReadAsync"/> has returned null; null when it just vanished.</summary>
    public int? ClientCloseCode => (int?)socket.CloseStatus;

    public async Task CloseAsync(int code)
    {
        await socket.CloseOutputAsync((WebSocketCloseStatus)code, null, TestContext.Current.CancellationToken);
        _over.TrySetResult();
    }

    public void Drop()
    {
        socket.Abort();
        _over.TrySetResult();
    }
}
