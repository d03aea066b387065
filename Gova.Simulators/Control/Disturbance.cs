using System.Net.WebSockets;
using System.Text.Json;
using Gova.Simulators.Discord.Gateway;

namespace Gova.Simulators.Control;

/// <summary>Does to one connection what a request asks for.</summary>
internal static class Disturbance
{
    public static async Task ApplyAsync(GatewayConnection connection, DiscordRequest request, CancellationToken stopping, CancellationToken cancellationToken)
    {
        try
        {
            if (request.StallMs is { } stall)
            {
                // The caller goes on meanwhile.
                _ = StallAsync(connection, TimeSpan.FromMilliseconds(stall), stopping);
            }

            await SayAsync(connection, request, cancellationToken);
            await EndAsync(connection, request, cancellationToken);
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            // It ended by itself first, or is stalled and does not listen.
            connection.Abort();
        }
    }

    private static async Task SayAsync(GatewayConnection connection, DiscordRequest request, CancellationToken cancellationToken)
    {
        if (request.Dispatch is { } dispatch)
        {
            connection.Dispatch(dispatch.T, JsonSerializer.SerializeToUtf8Bytes(dispatch.D));
        }

        if (request.RequestHeartbeat)
        {
            await connection.SendAsync(Opcode.Heartbeat, null, cancellationToken);
        }

        if (request.MalformedFrame)
        {
            await connection.SendMalformedAsync(cancellationToken);
        }

        if (request.RawFrame is { } frame)
        {
            await connection.SendRawAsync(frame, cancellationToken);
        }
    }

    private static async Task EndAsync(GatewayConnection connection, DiscordRequest request, CancellationToken cancellationToken)
    {
        if (request.Reconnect)
        {
            await connection.SendAsync(Opcode.Reconnect, null, cancellationToken);
        }

        if (request.InvalidSession is { } resumable)
        {
            await connection.InvalidateSessionAsync(resumable, cancellationToken);
        }

        if (request.CloseCode is { } code)
        {
            await connection.CloseAsync(code, "Closed by the simulator.", cancellationToken);
        }

        if (request.CutFrame)
        {
            await connection.CutAsync(cancellationToken);
        }

        if (request.DropConnections)
        {
            connection.Abort();
        }
    }

    private static async Task StallAsync(GatewayConnection connection, TimeSpan length, CancellationToken stopping)
    {
        try
        {
            await connection.StallAsync(length, stopping);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The connection was gone before its time was over.
        }
    }
}
