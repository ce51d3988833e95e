using System.Collections.Immutable;
using System.Net;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>Networks that requests may come from; where it is empty, from nowhere.</summary>
/// <param name="Networks">The networks, of IPv4 and IPv6; none of IPv4 written as IPv6.</param>
public sealed record NetworkList(ImmutableArray<IPNetwork> Networks)
{
    /// <summary>Whether an address is in one of them; one that is not known is not.</summary>
    public bool Contains(IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in Networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is in both.</summary>
    public NetworkList And(NetworkList other) => new(
    [
        .. Networks.Where(network => other.Networks.Any(wider => IsWithin(network, wider)))
            .Concat(other.Networks.Where(network => Networks.Any(wider => IsWithin(network, wider)))).Distinct(),
    ]);

    /// <summary>Whether each of them is in one of the others.</summary>
    public bool IsWithin(NetworkList others) => Networks.All(network => others.Networks.Any(wider => IsWithin(network, wider)));

    /// <summary>Reads a network, or a single address, as one writes it; false for anything else.</summary>
    public static bool TryParse(string? text, out IPNetwork network)
    {
        network = default;
        if (text is not { Length: > 0 and <= MaxTextLength })
        {
            return false;
        }

        var read = IPNetwork.TryParse(text, out network);
        if (!read && !text.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address) && IsWhole(text, address))
        {
            (network, read) = (new IPNetwork(address, address.GetAddressBytes().Length * 8), true);
        }

        // Requests over IPv4 are compared as such: a network written otherwise would never match.
        return read && !network.BaseAddress.IsIPv4MappedToIPv6 && network.BaseAddress is not { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6, ScopeId: not 0 };
    }

    private const int MaxTextLength = 64;

    // 10.1 and 167772161 are addresses to the parser, and mistakes to everybody else.
    private static bool IsWhole(string text, IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 || text == address.ToString();

    private static bool IsWithin(IPNetwork network, IPNetwork wider) =>
        wider.PrefixLength <= network.PrefixLength && wider.Contains(network.BaseAddress);
}
