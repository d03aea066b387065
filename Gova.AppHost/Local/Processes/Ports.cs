using System.Net;
using System.Net.Sockets;

namespace Gova.AppHost.Local.Processes;

internal static class Ports
{
    /// <summary>The preferred port when nothing listens there, else any free one.</summary>
    public static int Free(int? preferred = null) => preferred is { } port && IsFree(port) ? port : Bind(0)!.Value;

    private static bool IsFree(int port) => Bind(port) is not null;

    private static int? Bind(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
