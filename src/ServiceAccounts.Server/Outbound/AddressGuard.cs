using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace ServiceAccounts.Server.Outbound;

/// <summary>
/// Decides which addresses the server may call for a client: public ones, and those that the operator lists. A client that
/// names a URL must not make us reach what only we can reach.
/// </summary>
internal sealed class AddressGuard(IOptions<OutboundOptions> options)
{
    // The special-purpose registries of IANA: what is not globally reachable, and what wraps another address.
    private static readonly ImmutableArray<IPNetwork> NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    // IPv6 is the other way round: only this part of it is given out.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private readonly ImmutableArray<IPNetwork> _allowed = [.. options.Value.AllowedNetworks.Select(IPNetwork.Parse)];

    /// <summary>Whether the server may call an address.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _allowed.Any(network => network.Contains(plain)) || IsPublic(plain);
    }

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address))
        && !NotPublic.Any(network => network.Contains(address));
}
