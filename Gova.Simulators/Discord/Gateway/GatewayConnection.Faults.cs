using System.Text;
using System.Text.Json.Nodes;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>What a connection suffers on demand.</summary>
internal sealed partial class GatewayConnection
{
    private static readonly byte[] Unfinished = Encoding.UTF8.GetBytes("{\"op\":0,\"t\":\"MESSAGE_CREATE\",\"d\":{");

    /// <summary>The shard it serves; none before it has identified.</summary>
    public Shard? Shard => session?.Shard;

    public Task SendAsync(Opcode opcode, JsonNode? data, CancellationToken cancellationToken) => transport.SendAsync(opcode, data, cancellationToken);

    /// <summary>Any text as a frame, whether it means something or not.</summary>
    public Task SendRawAsync(string frame, CancellationToken cancellationToken) => transport.SendAsync(Encoding.UTF8.GetBytes(frame), cancellationToken);

    public Task SendMalformedAsync(CancellationToken cancellationToken) => transport.SendAsync(Unfinished, cancellationToken);

    /// <summary>Numbers and delivers an event of any kind; like every event it is replayed by a resume.</summary>
    public void Dispatch(string type, byte[] data) => session?.Append(type, data);

    /// <summary>Sends nothing more for a while, then everything at once. Ends with the connection.</summary>
    public Task StallAsync(TimeSpan length, CancellationToken cancellationToken) => transport.StallAsync(length, cancellationToken);

    /// <summary>Ends the connection in the middle of a frame.</summary>
    public async Task CutAsync(CancellationToken cancellationToken)
    {
        pump?.Stop();
        await transport.SendPartAsync(Unfinished, cancellationToken);
        transport.Abort();
    }

    /// <summary>Ends this connection without a word, as a lost network would.</summary>
    public void Abort()
    {
        pump?.Stop();
        transport.Abort();
    }
}
