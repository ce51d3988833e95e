using System.Net;
using ServiceAccounts.Protocol.Keys;

namespace ServiceAccounts.Server.Outbound;

/// <summary>Registers what the server itself calls.</summary>
internal static class OutboundServices
{
    public static IServiceCollection AddOutbound(this IServiceCollection services)
    {
        services.AddSingleton<ResolveHost>(Dns.GetHostAddressesAsync);
        services.AddSingleton<AddressGuard>();
        services.AddSingleton<GuardedConnector>();
        services.AddSingleton<KeySetClient>();
        services.AddSingleton<IClientKeys, ClientKeyCache>();
        return services;
    }
}
