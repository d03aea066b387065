using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Webhooks.Delivery;

/// <summary>
/// Connects to the internet at large only. A name is resolved once and the connection is made to the address that was looked at, so
/// that a name which changes its mind reaches nothing. Neither redirects nor a proxy of this machine lead elsewhere.
/// </summary>
internal sealed class GuardedHandler(IResolver resolver, IOptions<WebhookOptions> options)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    public HttpMessageInvoker CreateInvoker() => new(new SocketsHttpHandler
    {
        ConnectCallback = ConnectAsync,
        ConnectTimeout = ConnectTimeout,
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
    });

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await resolver.ResolveAsync(context.DnsEndPoint.Host, cancellationToken);
        // All of them: a name with one that is not public has no honest reason for it.
        if (addresses.Length == 0 || !addresses.All(IsAllowed))
        {
            throw new AddressRefusedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsAllowed(IPAddress address) =>
        PublicAddress.IsPublic(address) || (options.Value.AllowLoopback && PublicAddress.IsLoopback(address));
}

/// <summary>The name leads to somewhere that is not of the internet at large.</summary>
internal sealed class AddressRefusedException() : Exception("The address is not public.");
