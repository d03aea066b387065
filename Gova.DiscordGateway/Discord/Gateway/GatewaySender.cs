using System.Text.Json.Serialization.Metadata;

namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>What one connection sends, within its limit.</summary>
internal sealed class GatewaySender(GatewaySocket socket, TimeProvider time)
{
    private readonly SendLimit _limit = new(time);

    public async Task SendAsync<T>(GatewayCommand<T> command, JsonTypeInfo<GatewayCommand<T>> type, CancellationToken cancellationToken)
    {
        await _limit.WaitAsync(cancellationToken);
        await socket.SendAsync(command, type, cancellationToken);
    }

    /// <param name="sequence">The last one received; null when there is none.</param>
    public Task BeatAsync(long? sequence, CancellationToken cancellationToken)
    {
        _limit.NoteHeartbeat();
        return socket.SendAsync(
            new GatewayCommand<long?>(Opcode.Heartbeat, sequence), DiscordJson.Default.GatewayCommandNullableInt64, cancellationToken);
    }
}
