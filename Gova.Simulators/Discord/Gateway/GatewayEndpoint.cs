using System.Net.WebSockets;
using System.Text;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>Takes the websocket at <c>/gateway</c>.</summary>
internal static class GatewayEndpoint
{
    public static void MapGateway(this IEndpointRouteBuilder app) => app.Map("/gateway", HandleAsync);

    /// <summary>The address clients connect to: this host, as the caller reached it.</summary>
    public static string UrlFor(HttpRequest request) => $"{(request.IsHttps ? "wss" : "ws")}://{request.Host}/gateway";

    private static async Task HandleAsync(HttpContext context, IHostApplicationLifetime lifetime, GatewayFaults faults, TimeProvider time)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("A websocket is expected here."), context.RequestAborted);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var query = context.Request.Query;
        using var transport = new GatewayTransport(socket, query["compress"] == "zlib-stream" ? new ZlibStream() : null, faults, time);
        var connection = ActivatorUtilities.CreateInstance<GatewayConnection>(context.RequestServices, transport, UrlFor(context.Request));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        if (Refusal(query) is { } refusal)
        {
            await RefuseAsync(connection, refusal, ending.Token);
            return;
        }

        await connection.RunAsync(ending.Token);
    }

    private static GatewayCloseException? Refusal(IQueryCollection query)
    {
        if (query["v"] != "10")
        {
            return new GatewayCloseException(CloseCode.InvalidVersion, "Invalid API version.");
        }

        var readable = query["encoding"].ToString() is "" or "json" && query["compress"].ToString() is "" or "zlib-stream";
        return readable ? null : GatewayFrame.DecodeError();
    }

    private static async Task RefuseAsync(GatewayConnection connection, GatewayCloseException refusal, CancellationToken cancellationToken)
    {
        try
        {
            await connection.CloseAsync((int)refusal.Code, refusal.Message, cancellationToken);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            connection.Abort();
        }
    }
}
