using Microsoft.AspNetCore.HttpOverrides;

namespace ServiceAccounts.Server.Hosting;

/// <summary>Takes the address and the scheme of a request from the proxies that the settings name, and from nobody else.</summary>
internal static class ForwardedAddresses
{
    public static void UseForwardedAddresses(this WebApplication app, ProxyOptions options)
    {
        if (options.Networks.Length == 0)
        {
            return;
        }

        // Never the host: what we tell of ourselves is the issuer's. The chain is read from its end as far as it is known.
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in options.Networks)
        {
            forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }

        app.UseForwardedHeaders(forwarded);
    }
}
