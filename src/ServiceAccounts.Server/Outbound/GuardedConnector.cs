using System.Net;
using System.Net.Sockets;

namespace ServiceAccounts.Server.Outbound;

/// <summary>Finds the addresses of a host.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>Connects to a host whose every address is allowed, on an address that has been checked: there is no second look-up
/// between the check and the dial that could answer otherwise.</summary>
internal sealed class GuardedConnector(AddressGuard guard, ResolveHost resolve)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endPoint = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(endPoint.Host, out var literal)
            ? [literal]
            : await resolve(endPoint.Host, cancellationToken);
        if (addresses.Length == 0)
        {
            throw new AddressRefusedException("The host has no address.");
        }

        if (!addresses.All(guard.Allows))
        {
            throw new AddressRefusedException(
                "The host has an address that is not public. ServiceAccounts:Outbound:AllowedNetworks can allow its network.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The guard refuses a host; the message is our own, and can be shown.</summary>
internal sealed class AddressRefusedException(string message) : HttpRequestException(message);
