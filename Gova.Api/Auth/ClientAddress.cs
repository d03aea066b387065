using System.Net;
using System.Net.Sockets;

namespace Gova.Api.Auth;

/// <summary>Whom a limit per client counts: an IPv4 address, or the /64 that an IPv6 client may choose its addresses from.</summary>
internal static class ClientAddress
{
    private const int PrefixBytes = 8;

    public static string Of(HttpContext http) => Of(http.Connection.RemoteIpAddress);

    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(PrefixBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
