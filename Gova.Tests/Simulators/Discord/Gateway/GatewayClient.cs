using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Discord.Gateway;

/// <summary>A bare gateway client: what it is told to send it sends, what arrives it hands on.</summary>
internal sealed class GatewayClient : IDisposable
{
    public const int AllIntents = 1 | 1 << 1 | 1 << 2 | 1 << 9 | 1 << 12 | 1 << 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ClientWebSocket socket = new();

    public static async Task<GatewayClient> ConnectAsync(SimulatorApp app, string query = "?v=10&encoding=json")
    {
        var client = new GatewayClient();
        await client.socket.ConnectAsync(new Uri($"ws://{app.Address.Authority}/gateway{query}"), TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>Connects, identifies and reads up to READY and the demo guild.</summary>
    public static async Task<(GatewayClient Client, string SessionId)> IdentifiedAsync(SimulatorApp app, int intents = AllIntents)
    {
        var client = await ConnectAsync(app);
        await client.IdentifyAsync(intents: intents);
        var ready = await client.DispatchAsync("READY");
        if ((intents & 1) != 0)
        {
            await client.DispatchAsync("GUILD_CREATE");
        }

        return (client, ready["d"]!["session_id"]!.ToString());
    }

    public Task SendAsync(int op, object? d) => SendTextAsync(JsonSerializer.Serialize(new { op, d }));

    public Task SendTextAsync(string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    public Task IdentifyAsync(string token = SimulatorApp.Token, object? intents = null, int[]? shard = null) =>
        SendAsync(2, new { token, intents = intents ?? AllIntents, shard, properties = new { os = "linux", browser = "test", device = "test" } });

    public Task ResumeAsync(string sessionId, long seq, string token = SimulatorApp.Token) => SendAsync(6, new { token, session_id = sessionId, seq });

    /// <summary>The next frame, or null when the server closed.</summary>
    public async Task<JsonNode?> ReadAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        var buffer = new byte[1 << 16];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), deadline.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return JsonNode.Parse(buffer.AsSpan(0, length));
            }
        }
    }

    public async Task<JsonNode> DispatchAsync(string type)
    {
        while (await ReadAsync() is { } frame)
        {
            if (frame["t"]?.ToString() == type)
            {
                return frame;
            }
        }

        throw new InvalidOperationException($"The server closed with {CloseCode} before {type} came.");
    }

    public async Task<JsonNode> OpcodeAsync(int op)
    {
        while (await ReadAsync() is { } frame)
        {
            if ((int)frame["op"]! == op)
            {
                return frame;
            }
        }

        throw new InvalidOperationException($"The server closed with {CloseCode} before opcode {op} came.");
    }

    /// <summary>Reads on until the server closes and returns its code.</summary>
    public async Task<int> ClosedAsync()
    {
        while (await ReadAsync() is not null)
        {
        }

        return CloseCode;
    }

    public Task CloseAsync(int code) => socket.CloseAsync((WebSocketCloseStatus)code, null, TestContext.Current.CancellationToken);

    public void Drop() => socket.Abort();

    public void Dispose() => socket.Dispose();

    private int CloseCode => (int)(socket.CloseStatus ?? 0);
}
