using Microsoft.Extensions.Options;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Server.Dialects;

/// <summary>The tenant that the host of a request names by its first label, where <c>Dialects:HostSuffix</c> is set.</summary>
internal sealed class HostTenants(IOptions<DialectOptions> options, TenantStore tenants)
{
    private readonly string? _suffix = options.Value.HostSuffix is { } suffix ? "." + suffix : null;

    /// <summary>The tenant of the label before the suffix; none for any other host.</summary>
    public async ValueTask<NamedTenant> FindAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var host = http.Request.Host.Host;
        if (_suffix is null || !host.EndsWith(_suffix, StringComparison.OrdinalIgnoreCase))
        {
            return NamedTenant.None;
        }

        var label = host[..^_suffix.Length];
        return label.Length == 0 || label.Contains('.', StringComparison.Ordinal)
            ? NamedTenant.Unknown
            : NamedTenant.OfFound(await tenants.FindByHostLabelAsync(label, cancellationToken));
    }
}
