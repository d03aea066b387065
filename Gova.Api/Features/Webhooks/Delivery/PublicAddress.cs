using System.Net;
using System.Net.Sockets;

namespace Gova.Api.Features.Webhooks.Delivery;

/// <summary>
/// Which addresses belong to the internet at large: what the registries of IANA for special purposes name is not among them, nor
/// is a private address in the clothes of another family.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Special =
    [
        .. ((string[])[
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Public by its number, but what answers is the inside of Azure.
            "168.63.129.16/32"]).Select(IPNetwork.Parse),
    ];

    /// <summary>Of IPv6 only 2000::/3 is global unicast; these parts of it are not.</summary>
    private static readonly IPNetwork[] SpecialGlobal =
    [
        // Teredo and what else the protocols keep for themselves, documentation, 6to4, and segment routing.
        .. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(IPNetwork.Parse),
    ];

    public static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Special.Any(network => network.Contains(address)),
        // Mapped, translated (64:ff9b::/96) and compatible addresses lie outside of 2000::/3, and 6to4 is left out of it.
        AddressFamily.InterNetworkV6 => address.ScopeId == 0 && IsGlobalUnicast(address) && !SpecialGlobal.Any(network => network.Contains(address)),
        _ => false,
    };

    // By its bytes: a network's own test takes a mapped address for one of IPv4.
    private static bool IsGlobalUnicast(IPAddress address) => (address.GetAddressBytes()[0] & 0xE0) == 0x20;

    public static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
