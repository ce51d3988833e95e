using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage;

namespace ServiceAccounts.Server.Commands;

/// <summary>Whether the addresses to listen on are free.</summary>
internal sealed class ListenerFindings(IConfiguration configuration, IHostEnvironment environment) : IFindings
{
    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var address in Listeners.AddressesOf(configuration, environment))
        {
            yield return Look(address);
        }
    }

    private static Finding Look(string address)
    {
        const string Remedy = "ASPNETCORE_URLS (or Kestrel:Endpoints) names another, for example ASPNETCORE_URLS=http://localhost:5081";
        try
        {
            var binding = BindingAddress.Parse(address);
            if (binding.IsUnixPipe || binding.IsNamedPipe || binding.Port == 0)
            {
                return Finding.Ok($"The address {address} is left to the system.");
            }

            using var listener = new TcpListener(HostOf(binding.Host), binding.Port);
            listener.Start();
            return Finding.Ok($"The address {address} is free.");
        }
        catch (FormatException e)
        {
            return Finding.Problem($"The address {address} is none: {e.Message.TrimEnd('.')}.", Remedy);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return Finding.Warning($"The address {address} is in use.", $"Nothing, if it is by this server. {Remedy}");
        }
        catch (SocketException e)
        {
            return Finding.Problem($"Nobody can listen on {address}: {e.Message.TrimEnd('.')}.", Remedy);
        }
    }

    // As the web server reads it: what is no address and not localhost means all of them.
    private static IPAddress HostOf(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : IPAddress.Any;
}
